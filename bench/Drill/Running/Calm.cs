using System.Diagnostics;
using OrleansAgents.Cluster;
using OrleansAgents.Drill.Probing;

namespace OrleansAgents.Drill.Running;

/// <summary>When all is well: every grain answers, every silo has some, and no call has failed, for a moment.</summary>
internal sealed class Calm(DrillCluster cluster, Prober prober)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    /// <exception cref="OperatorException">A silo ended by itself, or it takes too long.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var calmSince = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(calmSince) < Moment)
        {
            await Task.Delay(LookAgain, cancellationToken);
            var now = Stopwatch.GetTimestamp();
            if (WhatIsAmiss(now) is { } amiss)
            {
                calmSince = now;
                if (watch.Elapsed > Patience)
                {
                    throw new OperatorException($"After {Patience.TotalSeconds:0} s the cluster is not as it should be: {amiss}; {prober.Describe()}.");
                }
            }
        }
    }

    private string? WhatIsAmiss(long now)
    {
        if (cluster.Silos.FirstOrDefault(static silo => !silo.IsAlive) is { } ended)
        {
            throw new OperatorException($"Silo {ended.Number} ended though nobody had ended it.");
        }

        var silent = prober.Grains.Count(grain => Stopwatch.GetElapsedTime(grain.AnsweredAt, now) > Moment);
        var runs = prober.Grains.Select(static grain => grain.Run).ToHashSet();
        var idle = cluster.Silos.Where(silo => !runs.Contains(silo.Run)).Select(static silo => silo.Number).ToArray();
        return silent > 0 ? $"{silent} grains do not answer"
            : idle.Length > 0 ? $"silos {string.Join(", ", idle)} have no grains"
            : Stopwatch.GetElapsedTime(prober.LastFailure, now) < Moment ? "calls fail"
            : null;
    }
}
