using OrleansAgents.Drill.Faults;
using OrleansAgents.Drill.Probing;
using OrleansAgents.Drill.Reporting;
using OrleansAgents.Drill.Turns;

namespace OrleansAgents.Drill.Running;

/// <summary>The repeats of one drill on a cluster that stays: all is well, the fault, all is well again; then calls stop for a moment and the silos' own logs are read.</summary>
internal sealed class DrillRun(DrillOptions options, DrillCluster cluster, Fault fault, DrillReport report, TextWriter output)
{
    /// <summary>A first minute would measure the compiler; some seconds of calls before it spare the first repeat most of that.</summary>
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var client = await DrillClient.ConnectAsync(cluster, cancellationToken);
        using Prober prober = new(client.Grains, options.Grains, options.Every);
        Calm calm = new(cluster, prober);
        prober.Resume();
        await Task.Delay(Warmup, cancellationToken);
        report.WriteHead(output);
        for (var repeat = 1; repeat <= options.Repeats; repeat++)
        {
            prober.Resume();
            await calm.WaitAsync(cancellationToken);
            prober.Begin();
            FaultScene scene = new(cluster, prober, cluster.Silos[repeat % cluster.Silos.Count], cancellationToken);
            await fault.StrikeAsync(scene);
            scene.Struck();
            await fault.MendAsync(scene);
            await calm.WaitAsync(cancellationToken);
            await prober.PauseAsync();
            report.Add(RepeatResult.Of(repeat, scene, client.Losses, TurnCheck.Check(cluster.ReadTurns())), output);
        }
    }
}
