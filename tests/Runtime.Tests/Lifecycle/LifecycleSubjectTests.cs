using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Lifecycle;

public sealed class LifecycleSubjectTests
{
    private readonly SiloLifecycleSubject _lifecycle = new(NullLogger<SiloLifecycleSubject>.Instance);
    private readonly List<string> _events = [];

    [Fact]
    public async Task Lifecycle_StartedAndStopped_RunsStagesUpAndDown()
    {
        foreach (var stage in new[] { 30, 10, 20 }) Record(stage);

        await _lifecycle.OnStart();
        await _lifecycle.OnStop();

        Assert.Equal(["+10", "+20", "+30", "-30", "-20", "-10"], _events);
        Assert.Equal((30, 10), (_lifecycle.HighestCompletedStage, _lifecycle.LowestStoppedStage));
    }

    [Fact]
    public async Task Lifecycle_ObserverFailsToStart_HigherStagesDoNotStartAndStopBeginsThere()
    {
        Record(10);
        Record(20);
        _lifecycle.Subscribe("failing", 20, _ => throw new InvalidOperationException("no"));
        Record(30);

        await Assert.ThrowsAsync<InvalidOperationException>(() => _lifecycle.OnStart());
        await _lifecycle.OnStop();

        Assert.Equal(["+10", "+20", "-20", "-10"], _events);
        Assert.Equal(10, _lifecycle.HighestCompletedStage);
    }

    [Fact]
    public async Task Lifecycle_ObserverFailsToStop_LowerStagesStopAllTheSame()
    {
        Record(10);
        _lifecycle.Subscribe("failing", 20, _ => Task.CompletedTask, _ => throw new InvalidOperationException("no"));

        await _lifecycle.OnStart();
        await _lifecycle.OnStop();

        Assert.Equal(["+10", "-10"], _events);
    }

    [Fact]
    public async Task Lifecycle_ObserversOfOneStage_StartTogether()
    {
        var second = new TaskCompletionSource();
        _lifecycle.Subscribe("first", 10, _ => second.Task);
        _lifecycle.Subscribe("second", 10, _ =>
        {
            second.SetResult();
            return Task.CompletedTask;
        });

        await _lifecycle.OnStart();

        Assert.Equal(10, _lifecycle.HighestCompletedStage);
    }

    [Fact]
    public async Task Lifecycle_CancelledBetweenStages_DoesNotStartTheNext()
    {
        using var source = new CancellationTokenSource();
        Record(10);
        _lifecycle.Subscribe("cancelling", 10, _ => source.CancelAsync());
        Record(20);

        await Assert.ThrowsAsync<OrleansLifecycleCanceledException>(() => _lifecycle.OnStart(source.Token));
        await _lifecycle.OnStop();

        Assert.Equal(["+10", "-10"], _events);
    }

    [Fact]
    public async Task Lifecycle_Unsubscribed_IsNotRun()
    {
        Record(10).Dispose();

        await _lifecycle.OnStart();

        Assert.Empty(_events);
    }

    [Fact]
    public async Task Lifecycle_StoppedBeforeStart_DoesNothing()
    {
        Record(10);

        await _lifecycle.OnStop();

        Assert.Empty(_events);
    }

    [Fact]
    public async Task Lifecycle_AfterStart_RefusesSubscriptionsAndASecondStart()
    {
        Record(ServiceLifecycleStage.Active);
        await _lifecycle.OnStart();

        Assert.Throws<InvalidOperationException>(() => Record(10));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _lifecycle.OnStart());
    }

    [BuiltinEngineFact("Microsoft's engine does not say how far the start has come.")]
    public async Task Lifecycle_AfterStart_NamesItsStageInTheRefusal()
    {
        Record(ServiceLifecycleStage.Active);
        await _lifecycle.OnStart();

        Assert.Contains("Active (20000)", Assert.Throws<InvalidOperationException>(() => Record(10)).Message, StringComparison.Ordinal);
    }

    private IDisposable Record(int stage) => _lifecycle.Subscribe(
        $"recorder {stage}",
        stage,
        _ =>
        {
            _events.Add($"+{stage}");
            return Task.CompletedTask;
        },
        _ =>
        {
            _events.Add($"-{stage}");
            return Task.CompletedTask;
        });
}
