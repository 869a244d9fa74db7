using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansAgents.Runtime.Tests.State;

public sealed class PersistentStateClusterTests(StateCluster fixture) : IClassFixture<StateCluster>
{
    [Fact]
    public async Task State_Written_IsThereAfterDeactivation()
    {
        var grain = fixture.Client.GetGrain<ICounterGrain>("deactivated");
        await grain.Add(5);
        var (etag, exists) = await grain.Record();
        await fixture.Cluster.DeactivateAsync(grain);

        Assert.Equal(5, await grain.Get());
        Assert.Equal((etag, true), await grain.Record());
        Assert.True(exists);
    }

    [Fact]
    public async Task State_NotWritten_IsGoneAfterDeactivation()
    {
        var grain = fixture.Client.GetGrain<ICounterGrain>("unwritten");

        Assert.Equal(0, await grain.Get());
        Assert.Equal((null, false), await grain.Record());
    }

    [Fact]
    public async Task State_Cleared_BeginsAnew()
    {
        var grain = fixture.Client.GetGrain<ICounterGrain>("cleared");
        await grain.Add(5);
        await grain.Clear();
        await fixture.Cluster.DeactivateAsync(grain);

        Assert.Equal(3, await grain.Add(3));
    }

    [Fact]
    public async Task State_ChangedBehindTheGrain_TheEscapingFailureEndsTheActivation()
    {
        var grain = fixture.Client.GetGrain<ICounterGrain>("escaping");
        await grain.Add(1);
        await ChangeBehindAsync(grain, 10);

        var failure = await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Add(1));

        Assert.NotEqual(failure.StoredEtag, failure.CurrentEtag);
        Assert.Equal(11, await grain.Add(1));
    }

    [Fact]
    public async Task State_ChangedBehindTheGrain_ACaughtFailureLeavesTheActivation()
    {
        var grain = fixture.Client.GetGrain<ICounterGrain>("caught");
        await grain.Add(1);
        await ChangeBehindAsync(grain, 10);

        Assert.False(await grain.TryAdd(1));
        Assert.False(await grain.TryAdd(1));
        await grain.Reread();

        Assert.Equal(11, await grain.Add(1));
    }

    [Fact]
    public async Task GrainOfState_UsesItsStorageAndReadsThroughItsOwnMethod()
    {
        var grain = fixture.Client.GetGrain<IOlderGrain>("older");
        Assert.Equal(101, await grain.Add(1));
        await fixture.Cluster.DeactivateAsync(grain);

        Assert.Equal(103, await grain.Add(2));
        Assert.Equal(1, await grain.Readings());
    }

    [BuiltinEngineFact("Microsoft's engine names the storage and not what to add.")]
    public async Task Storage_Missing_TheCallerLearnsWhatToAdd()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => fixture.Client.GetGrain<IUnstorableGrain>("x").Ping());

        Assert.Contains("AddMemoryGrainStorage(\"nowhere\")", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(UnstorableGrain), failure.ToString(), StringComparison.Ordinal);
    }

    [BuiltinEngineFact("Microsoft's memory storage writes such a state with Newtonsoft.Json, which names any type.")]
    public async Task State_WithoutACodec_KeepsTheTypesThatTheSiloKnows()
    {
        var id = GrainId.Create("drawing", "1");
        await fixture.Storage.WriteStateAsync("drawing", id, new GrainState<Drawing>(new Drawing { Shapes = [new Circle { Radius = 2 }, new Square { Side = 3 }] }));

        GrainState<Drawing> read = new();
        await fixture.Storage.ReadStateAsync("drawing", id, read);

        Assert.Equal(2, Assert.IsType<Circle>(read.State!.Shapes[0]).Radius);
        Assert.Equal(3, Assert.IsType<Square>(read.State.Shapes[1]).Side);
        await Assert.ThrowsAsync<GrainStateFormatException>(
            () => fixture.Storage.WriteStateAsync("drawing", id, new GrainState<Drawing>(new Drawing { Favourite = new Hostile() }, read.ETag)));
    }

    [Fact]
    public void References_InJson_AreGrainIdsAndComeBackCallable()
    {
        var factory = fixture.Cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>();
        GrainStateJson json = new(new SampleTypes(), factory);
        Referring state = new()
        {
            Counter = factory.GetGrain<ICounterGrain>("a/b"),
            Any = factory.GetGrain<IOlderGrain>("old"),
            ByGrain = { [factory.GetGrain<ICounterGrain>("key")] = 1 },
        };

        var text = Encoding.UTF8.GetString(json.Write(state, "s", GrainId.Create("g", "1")));
        var read = json.Read<Referring>(Encoding.UTF8.GetBytes(text), "s", GrainId.Create("g", "1"))!;

        Assert.Contains("\"Counter\":\"counter/a/b\"", text, StringComparison.Ordinal);
        Assert.Equal(state.Counter, read.Counter);
        Assert.Equal(state.Any, read.Any);
        Assert.IsAssignableFrom<IOlderGrain>(read.Any);
        Assert.Equal(1, read.ByGrain[state.ByGrain.Keys.Single()]);
    }

    private async Task ChangeBehindAsync(ICounterGrain grain, int count)
    {
        GrainState<CounterState> state = new();
        await fixture.Storage.ReadStateAsync("counter", grain.GetGrainId(), state);
        state.State!.Count = count;
        await fixture.Storage.WriteStateAsync("counter", grain.GetGrainId(), state);
    }

    private sealed class Referring
    {
        public ICounterGrain? Counter { get; set; }

        public IGrain? Any { get; set; }

        public Dictionary<ICounterGrain, int> ByGrain { get; set; } = [];
    }
}
