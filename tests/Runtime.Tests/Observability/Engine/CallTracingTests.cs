using System.Collections.Concurrent;
using System.Diagnostics;
using Orleans.Diagnostics;
using Orleans.Hosting;
using Orleans.TestingHost;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.Observability;

[Promise("O1")]
public sealed class CallTracingTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) => silo.AddActivityPropagation().AddActivityPropagation());
        builder.ConfigureClient(client => client.AddActivityPropagation());
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Trace_ThroughThreeGrainsOnTwoSilos_IsOne()
    {
        using var listener = Listen();
        var (first, second, third) = (
            _cluster.GrainOwnedBy<ITracedGrain>(_cluster.Silos[0]), _cluster.GrainOwnedBy<ITracedGrain>(_cluster.Silos[1]), _cluster.GrainOwnedBy<ITracedGrain>(_cluster.Silos[0]));
        using var root = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("user", "ann").Start();
        var ids = await first.Walk([second, third]).WithPatience();
        root.Stop();

        // Each grain ran within a span of its own, of the caller's trace, with the caller's baggage.
        Assert.Equal(3, ids.Count);
        Assert.All(ids, id => Assert.Equal($"{root.TraceId} ann", id));

        var spans = _stopped.Where(span => span.TraceId == root.TraceId).ToDictionary(span => span.SpanId);
        Assert.Equal(6, spans.Count);
        Assert.Equal(3, spans.Values.Count(span => span.Kind == ActivityKind.Client));

        // From the last callee up: server, client, server, client, server, client, the test.
        var server = spans.Values.Single(span => span.Kind == ActivityKind.Server && span.GetTagItem("rpc.orleans.target_id") as string == third.GetGrainId().ToString());
        for (var left = 3; left > 0; left--)
        {
            Assert.Equal("ITracedGrain/Walk", server.OperationName);
            var client = spans[server.ParentSpanId];
            Assert.Equal((ActivityKind.Client, "ITracedGrain/Walk"), (client.Kind, client.OperationName));
            if (left > 1) server = spans[client.ParentSpanId];
            else Assert.Equal(root.SpanId, client.ParentSpanId);
        }

        Assert.All(spans.Values, span => Assert.Equal(ActivitySources.ApplicationGrainActivitySourceName, span.Source.Name));
    }

    [Fact]
    public async Task Failure_OfACall_IsInItsSpans()
    {
        using var listener = Listen();
        using var root = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        await Assert.ThrowsAsync<InvalidOperationException>(() => _cluster.GrainOwnedBy<ITracedGrain>(_cluster.Silos[1]).Fail().WithPatience());
        var spans = _stopped.Where(span => span.TraceId == root.TraceId).ToArray();
        Assert.Equal(2, spans.Length);
        Assert.All(spans, span => Assert.Equal((ActivityStatusCode.Error, "it fails"), (span.Status, span.StatusDescription)));
    }

    [Fact]
    public async Task Calls_WithoutAListener_TakeNoFilters()
    {
        var silo = _cluster.Silos[0].RuntimeOf();
        Assert.False(silo.HasOutgoingFilters || silo.HasIncomingFilters);
        Assert.Equal([" "], await _cluster.GrainOwnedBy<ITracedGrain>(_cluster.Silos[0]).Walk([]).WithPatience());
        using var listener = Listen();
        Assert.True(silo.HasOutgoingFilters && silo.HasIncomingFilters);
    }

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is ActivitySources.ApplicationGrainActivitySourceName or ActivitySources.RuntimeActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}

public interface ITracedGrain : IGrainWithStringKey
{
    /// <summary>Calls the grains one after the other, each from the one before; yields the trace and baggage that each saw.</summary>
    Task<List<string>> Walk(List<ITracedGrain> rest);

    Task Fail();
}

public sealed class TracedGrain : Grain, ITracedGrain
{
    public async Task<List<string>> Walk(List<ITracedGrain> rest)
    {
        List<string> seen = [$"{Activity.Current?.TraceId} {Activity.Current?.GetBaggageItem("user")}"];
        if (rest.Count > 0) seen.AddRange(await rest[0].Walk(rest[1..]));
        return seen;
    }

    public Task Fail() => throw new InvalidOperationException("it fails");
}
