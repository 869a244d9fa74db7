using System.Diagnostics;
using OrleansAgents.Drill.Probing;
using OrleansAgents.Drill.Running;

namespace OrleansAgents.Drill.Scale;

/// <summary>One silo, then two, four, eight: each time the others join while grains are called, then each silo gets grains of its own, and a window is measured. So every silo has the same work at each size, and what a turn costs should not change.</summary>
internal sealed class ScaleRun(DrillOptions options, DrillCluster cluster, ScaleReport report, TextWriter output)
{
    /// <summary>New processes compile what they run for some seconds.</summary>
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(15);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await cluster.StartAsync(1, networks: null, cancellationToken);
        using DrillClient client = await DrillClient.ConnectAsync(cluster, cancellationToken);
        Prober prober = new(client.Grains, options.Grains, options.Every);
        try
        {
            prober.Resume();
            await Task.Delay(Warmup, cancellationToken);
            report.WriteHead(output);
            for (var silos = 1; silos <= options.Silos; silos *= 2)
            {
                prober.Begin();
                while (cluster.Silos.Count < silos)
                {
                    // One after the other: several processes that start at once on few processors would starve those that serve.
                    await cluster.AddAsync(1, cancellationToken);
                }

                await new Calm(cluster, prober).WaitAsync(cancellationToken);
                await prober.PauseAsync();
                var (failed, silence) = (prober.Failures.Count, prober.Grains.Max(static grain => grain.Silence));
                prober.Dispose();

                prober = new Prober(client.Grains, options.Grains * silos, options.Every);
                prober.Resume();
                await Task.Delay(Warmup, cancellationToken);
                report.Add(await MeasureAsync(client, prober, failed, Stopwatch.GetElapsedTime(0, silence), cancellationToken), output);
            }
        }
        finally
        {
            prober.Dispose();
        }
    }

    private async Task<ScaleResult> MeasureAsync(DrillClient client, Prober prober, int failedInJoin, TimeSpan silenceInJoin, CancellationToken cancellationToken)
    {
        prober.Begin();
        var (receivedBefore, cpuBefore, ownBefore) = (await client.ReceivedBySilosAsync(), Cpu(), Environment.CpuUsage.TotalTime);
        var (calls, watch) = (prober.Probes, Stopwatch.StartNew());
        await Task.Delay(options.For, cancellationToken);
        calls = prober.Probes - calls;
        var (cpu, own, elapsed) = (Cpu() - cpuBefore, Environment.CpuUsage.TotalTime - ownBefore, watch.Elapsed);
        var received = await client.ReceivedBySilosAsync() - receivedBefore;
        var shares = cluster.Silos.Select(silo => prober.Grains.Count(grain => grain.Run == silo.Run) / (double)options.Grains).ToArray();
        return new ScaleResult(
            cluster.Silos.Count,
            calls / elapsed.TotalSeconds,
            cpu.TotalMicroseconds / calls,
            own.TotalMicroseconds / calls,
            received / (double)calls,
            shares.Min(),
            shares.Max(),
            failedInJoin,
            silenceInJoin.TotalMilliseconds,
            prober.Late);
    }

    private TimeSpan Cpu() => cluster.Silos.Aggregate(TimeSpan.Zero, static (sum, silo) => sum + silo.Cpu());
}
