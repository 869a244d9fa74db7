namespace Orleans.Runtime;

// When an activation counts as idle, and its end for that reason.
internal sealed partial class Activation
{
    /// <summary>True once the activation has served, so that it was counted.</summary>
    public bool WasValid { get; private set; }

    /// <summary>Keeps the activation for at least this long from now; negative takes an earlier wish back, infinite or maximal keeps it.</summary>
    public void DelayDeactivation(TimeSpan time)
    {
        Extras.HasKeepUntil = time > TimeSpan.Zero || time == Timeout.InfiniteTimeSpan;
        Extras.KeepUntil = time == Timeout.InfiniteTimeSpan || time == TimeSpan.MaxValue ? Silo.Clock.Now + (int.MaxValue / 4) : Silo.Clock.Now + CoarseClock.ToTicks(time > TimeSpan.Zero ? time : TimeSpan.Zero);
    }

    /// <summary>Clock ticks since the last turn; negative when the activation must not be collected now.</summary>
    public int IdleTicks(int now)
    {
        if (_status != ActivationStatus.Valid || Class.KeepsAlive || IsBusy) return -1;
        if (_extras is { HasKeepUntil: true } extras && now - extras.KeepUntil < 0) return -1;
        return now - _lastUsed;
    }

    /// <summary>As <see cref="Collect"/>; completes when the activation has ended, or has been used meanwhile and stays.</summary>
    public async Task CollectAsync(int lastUsed)
    {
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Collect(lastUsed, DeactivationReasonCode.ActivationIdle);
        QueueAction(decided.SetResult);
        await decided.Task;
        if (_deactivationRequested) await WhenDeactivated();
    }

    /// <summary>Ends the activation if it is still as idle as the collector saw it. From any thread.</summary>
    public void Collect(int lastUsed, DeactivationReasonCode code) =>
        Post(TaskItem.For(
            static state =>
            {
                var (activation, seen, code) = ((Activation, int, DeactivationReasonCode))state!;
                if (activation._lastUsed == seen && activation._turns.Running == 0 && activation._status == ActivationStatus.Valid) activation.Request(new DeactivationReason(code, "No call came for the age limit of the grain's class."));
            },
            (this, lastUsed, code)));
}
