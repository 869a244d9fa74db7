using Orleans.Hosting;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests;

[Promise("C13")]
public sealed class FilterTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddIncomingGrainCallFilter(async context =>
            {
                if (context.MethodName == nameof(IFilteredGrain.Add) && context.Request.GetArgument(0) is 100) context.Request.SetArgument(0, 200);
                await context.Invoke();
                if (context.MethodName == nameof(IFilteredGrain.Add) && context.Result is int sum) context.Result = sum + 1000;
            });
            silo.AddIncomingGrainCallFilter(async context =>
            {
                try
                {
                    await context.Invoke();
                }
                catch (NotSupportedException failure)
                {
                    throw new InvalidOperationException("translated", failure);
                }
            });
        });
        builder.ConfigureClient(client => client.AddOutgoingGrainCallFilter(async context =>
        {
            if (context.MethodName == nameof(IFilteredGrain.Secret)) throw new UnauthorizedAccessException(context.TargetId.ToString());
            await context.Invoke();
            if (context.Result is int sum) context.Result = sum + 10_000;
        }));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Filters_ChangeArgumentAndResult_InOrder()
    {
        var grain = _cluster.Client.GetGrain<IFilteredGrain>("a");
        Assert.Equal(1 + 2 + 7 + 1000 + 10_000, await grain.Add(1, 2));
        Assert.Equal(200 + 2 + 7 + 1000 + 10_000, await grain.Add(100, 2));
    }

    [Fact]
    public async Task IncomingFilter_TranslatesAnException()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _cluster.Client.GetGrain<IFilteredGrain>("a").Fail());
        Assert.Equal("translated", failure.Message);
    }

    [Fact]
    public async Task OutgoingFilter_RefusesACall_WhichNeverLeaves()
    {
        var grain = _cluster.Client.GetGrain<IFilteredGrain>("a");
        var failure = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => grain.Secret());
        Assert.Contains("/a", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, FilteredGrain.SecretsTold);
    }
}

public interface IFilteredGrain : IGrainWithStringKey
{
    Task<int> Add(int a, int b);

    Task Fail();

    Task Secret();
}

/// <summary>Filters its own calls as well: adds seven to every sum.</summary>
public class FilteredGrain : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public static int SecretsTold { get; private set; }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.ImplementationMethod.DeclaringType == typeof(FilteredGrain) && context.Result is int sum) context.Result = sum + 7;
    }

    public Task<int> Add(int a, int b) => Task.FromResult(a + b);

    public Task Fail() => throw new NotSupportedException();

    public Task Secret()
    {
        SecretsTold++;
        return Task.CompletedTask;
    }
}
