using OrleansAgents.Drill.Turns;

namespace OrleansAgents.Drill.Silos;

/// <summary>What the drill calls all the time.</summary>
public interface IProbeGrain : IGrainWithIntegerKey
{
    /// <summary>Takes one turn, of which the silo's log has a record.</summary>
    /// <returns>The run of the silo's process that took it.</returns>
    Task<int> ProbeAsync();
}

/// <summary>Most turns are one segment; some go on after an await, since a silo that has lost its lease must start neither.</summary>
internal sealed class ProbeGrain(TurnLog log, SiloSettings settings) : Grain, IProbeGrain
{
    private const int TurnsToOneInSegments = 8;

    /// <summary>So that a silo which nobody can call has turns to take all the same.</summary>
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(250);

    private int _key;
    private int _turns;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = (int)this.GetPrimaryKeyLong();
        if (settings.HasTimers)
        {
            this.RegisterGrainTimer(Tick, TickEvery, TickEvery);
        }

        return Task.CompletedTask;
    }

    public Task<int> ProbeAsync()
    {
        var turn = log.Begin(_key);
        if (++_turns % TurnsToOneInSegments == 0)
        {
            return ProbeInSegmentsAsync(turn);
        }

        log.End(turn);
        return log.Answer;
    }

    private Task Tick(CancellationToken cancellationToken)
    {
        log.End(log.Begin(_key));
        return Task.CompletedTask;
    }

    private async Task<int> ProbeInSegmentsAsync(long turn)
    {
        await Task.Yield();
        log.Resume(turn);
        log.End(turn);
        return log.Run;
    }
}
