using Orleans.Concurrency;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests;

public interface ITimedGrain : IGrainWithStringKey
{
    Task Start(TimeSpan due, TimeSpan period, bool interleave);

    Task StartFailing(TimeSpan period);

    Task Stop();

    Task End();

    Task Hold(string gate);

    Task<int> Ticks();

    [AlwaysInterleave]
    Task<int> TicksNow();

    /// <summary>Completes when the timer has ticked so often.</summary>
    [AlwaysInterleave]
    Task Ticked(int times);
}

public class TimedGrain : Grain, ITimedGrain
{
    private readonly List<(int Times, TaskCompletionSource Reached)> _waiting = [];
    private IGrainTimer? _timer;
    private int _ticks;

    public Task Start(TimeSpan due, TimeSpan period, bool interleave)
    {
        _timer = this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(due, period) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task StartFailing(TimeSpan period)
    {
        _timer = this.RegisterGrainTimer(
            async () =>
            {
                await Tick();
                throw new InvalidOperationException("a tick failed");
            },
            period,
            period);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Hold(string gate) => Gate.Pass(gate);

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public Task<int> TicksNow() => Task.FromResult(_ticks);

    public Task Ticked(int times)
    {
        if (_ticks >= times) return Task.CompletedTask;
        var reached = new TaskCompletionSource();
        _waiting.Add((times, reached));
        return reached.Task;
    }

    private async Task Tick()
    {
        await Task.Yield();
        _ticks++;
        foreach (var (times, reached) in _waiting) if (_ticks >= times) reached.TrySetResult();
    }
}
