using System.Diagnostics;
using OrleansAgents.Drill.Reporting;

namespace OrleansAgents.Drill.Faults;

/// <summary>One silo is stopped in its tracks, as a machine is that swaps or whose host moves it, and goes on after it has been replaced.</summary>
internal sealed class PauseFault(TimeSpan length) : Fault
{
    /// <summary>One that finds out with its first look at the table needs far less.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(20);

    public override string Description => $"SIGSTOP of one silo for {length.TotalSeconds:0} s";

    public override IReadOnlyList<Budget> Budgets { get; } =
    [
        Budget.AllBackWithin(TimeSpan.FromSeconds(5)),
        Budget.NoneOf("turns of the woken silo that others had made stale", static result => result.Stale),
        Budget.NoneOf("woken silos that did not end themselves", static result => result.EndedAfterMilliseconds is null ? 1 : 0),
        Budget.NoOverlap,
    ];

    public override async Task StrikeAsync(FaultScene scene)
    {
        scene.StrikeVictim();
        var watch = Stopwatch.StartNew();
        scene.Victim.Pause();
        await scene.WaitUntilAllBackAsync();
        if (watch.Elapsed < length)
        {
            await Task.Delay(length - watch.Elapsed, scene.Cancellation);
        }

        watch.Restart();
        scene.Victim.Wake();
        if (await scene.Victim.Process!.WaitForEndAsync(EndPatience))
        {
            scene.EndedAfter = watch.Elapsed;
        }
    }

    public override async Task MendAsync(FaultScene scene)
    {
        if (scene.Victim.IsAlive)
        {
            scene.Victim.Kill();
            await scene.Cluster.WaitForEndAsync(scene.Victim);
        }

        await scene.StartMissingAsync();
    }
}
