using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests.State;

/// <summary>Two silos whose grains keep their state in memory.</summary>
public sealed class StateCluster : IAsyncLifetime
{
    public InProcessTestCluster Cluster { get; private set; } = null!;

    public IGrainFactory Client => Cluster.Client;

    public IGrainStorage Storage => Cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>("Default");

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo(static (_, silo) =>
        {
            silo.AddMemoryGrainStorageAsDefault();
            silo.AddMemoryGrainStorage("second");
        });
        Cluster = builder.Build();
        await Cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    Task<int> Get();

    Task<(string? ETag, bool Exists)> Record();

    Task Clear();

    Task Reread();

    Task<bool> TryAdd(int amount);
}

[GenerateSerializer]
public sealed class CounterState
{
    [Id(0)]
    public int Count { get; set; }
}

public sealed class CounterGrain([PersistentState("counter")] IPersistentState<CounterState> state) : Grain, ICounterGrain
{
    public async Task<int> Add(int amount)
    {
        state.State.Count += amount;
        await state.WriteStateAsync();
        return state.State.Count;
    }

    public Task<int> Get() => Task.FromResult(state.State.Count);

    public Task<(string? ETag, bool Exists)> Record() => Task.FromResult((state.Etag, state.RecordExists));

    public Task Clear() => state.ClearStateAsync();

    public Task Reread() => state.ReadStateAsync();

    public async Task<bool> TryAdd(int amount)
    {
        try
        {
            await Add(amount);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }
}

public interface IOlderGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    Task<int> Readings();
}

/// <summary>State without any attribute, in the base class's way.</summary>
public sealed class OlderState
{
    public int Count { get; set; } = 100;
}

[StorageProvider(ProviderName = "second")]
public sealed class OlderGrain : Grain<OlderState>, IOlderGrain
{
    private int _readings;

    public async Task<int> Add(int amount)
    {
        State.Count += amount;
        await WriteStateAsync();
        return State.Count;
    }

    public Task<int> Readings() => Task.FromResult(_readings);

    protected override Task ReadStateAsync()
    {
        _readings++;
        return base.ReadStateAsync();
    }
}

public interface IUnstorableGrain : IGrainWithStringKey
{
    Task Ping();
}

public sealed class UnstorableGrain([PersistentState("cart", "nowhere")] IPersistentState<int> cart) : Grain, IUnstorableGrain
{
    public Task Ping() => Task.FromResult(cart.State);
}
