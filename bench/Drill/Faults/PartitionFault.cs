using System.Diagnostics;
using OrleansAgents.Drill.Networks;
using OrleansAgents.Drill.Reporting;

namespace OrleansAgents.Drill.Faults;

/// <summary>One silo's cables are pulled: that to the other silos and the clients, and in every other repeat that to the database too. It goes on by itself meanwhile, since its grains have timers.</summary>
internal sealed class PartitionFault(SiloNetworks networks, TimeSpan length) : Fault
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    private bool _isFromStoreToo;

    public override string Description => $"one silo, on a network of its own, cut for {length.TotalSeconds:0} s from the others and the clients, and in every other repeat from the database too";

    public override IReadOnlyList<Budget> Budgets { get; } =
    [
        Budget.NoneOf("grains that did not come back within a minute", static result => result.GrainsLost),
        Budget.NoOverlap,
    ];

    public override async Task StrikeAsync(FaultScene scene)
    {
        _isFromStoreToo = !_isFromStoreToo;
        scene.Note = _isFromStoreToo ? "from all" : "from silos and clients";
        scene.StrikeVictim();
        var watch = Stopwatch.StartNew();
        await networks.CutAsync(scene.Victim.Number, _isFromStoreToo);
        await scene.WaitUntilAllBackAsync();
        if (watch.Elapsed < length)
        {
            await Task.Delay(length - watch.Elapsed, scene.Cancellation);
        }

        var isAlive = scene.Victim.IsAlive;
        watch.Restart();
        await networks.HealAsync(scene.Victim.Number);
        if (isAlive && await scene.Victim.Process!.WaitForEndAsync(EndPatience))
        {
            scene.EndedAfter = watch.Elapsed;
        }
    }

    public override async Task MendAsync(FaultScene scene) => await scene.StartMissingAsync();
}
