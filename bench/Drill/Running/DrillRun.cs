using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime;
using OrleansAgents.Cluster;
using OrleansAgents.Drill.Faults;
using OrleansAgents.Drill.Probing;
using OrleansAgents.Drill.Reporting;
using OrleansAgents.Drill.Silos;
using OrleansAgents.Drill.Turns;

namespace OrleansAgents.Drill.Running;

/// <summary>The repeats of one drill on a cluster that stays: all is well, the fault, all is well again; then calls stop for a moment and the silos' own logs are read.</summary>
internal sealed class DrillRun(DrillOptions options, DrillCluster cluster, Fault fault, DrillReport report, TextWriter output)
{
    /// <summary>How long all must be well before the next repeat.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    /// <summary>A first minute would measure the compiler; some seconds of calls before it spare the first repeat most of that.</summary>
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan CalmPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ConnectionLosses losses = new();
        using var client = await ConnectAsync(losses, cancellationToken);
        using Prober prober = new(client.Services.GetRequiredService<IGrainFactory>(), options.Grains, options.Every);
        prober.Resume();
        await Task.Delay(Warmup, cancellationToken);
        report.WriteHead(output);
        for (var repeat = 1; repeat <= options.Repeats; repeat++)
        {
            prober.Resume();
            await WaitUntilCalmAsync(prober, cancellationToken);
            prober.Begin();
            FaultScene scene = new(cluster, prober, cluster.Silos[repeat % cluster.Silos.Count], cancellationToken);
            await fault.StrikeAsync(scene);
            await fault.MendAsync(scene);
            await WaitUntilCalmAsync(prober, cancellationToken);
            await prober.PauseAsync();
            report.Add(RepeatResult.Of(repeat, scene, losses, TurnCheck.Check(cluster.ReadTurns())), output);
        }

        await client.StopAsync(cancellationToken);
    }

    /// <summary>The client that calls: as a gateway is one, it meets the silos in the store.</summary>
    private async Task<IHost> ConnectAsync(ConnectionLosses losses, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.UseStore(cluster.Store.Kind, cluster.Store.Data, cluster.Secret);
            client.Configure<ClientMessagingOptions>(static messaging => messaging.ResponseTimeout = Prober.Deadline);
            client.AddClusterConnectionStatusObserver(losses);
        });
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return host;
    }

    /// <summary>Waits until every grain answers, every silo that runs has some, and no call has failed for a moment.</summary>
    private async Task WaitUntilCalmAsync(Prober prober, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var calmSince = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(calmSince) < Calm)
        {
            await Task.Delay(LookAgain, cancellationToken);
            var now = Stopwatch.GetTimestamp();
            if (WhatIsAmiss(prober, now) is { } amiss)
            {
                calmSince = now;
                if (watch.Elapsed > CalmPatience)
                {
                    throw new OperatorException($"After {CalmPatience.TotalSeconds:0} s the cluster is not as it should be: {amiss}. The silos' logs are in {cluster.Folder} (--keep).");
                }
            }
        }
    }

    private string? WhatIsAmiss(Prober prober, long now)
    {
        if (cluster.Silos.FirstOrDefault(static silo => !silo.IsAlive) is { } ended)
        {
            throw new OperatorException($"Silo {ended.Number} ended though nobody had ended it. The silos' logs are in {cluster.Folder} (--keep).");
        }

        var silent = prober.Grains.Count(grain => Stopwatch.GetElapsedTime(grain.AnsweredAt, now) > Calm);
        var runs = prober.Grains.Select(static grain => grain.Run).ToHashSet();
        var idle = cluster.Silos.Where(silo => !runs.Contains(silo.Run)).Select(static silo => silo.Number).ToArray();
        return silent > 0 ? $"{silent} grains do not answer"
            : idle.Length > 0 ? $"silos {string.Join(", ", idle)} have no grains"
            : Stopwatch.GetElapsedTime(prober.LastFailure, now) < Calm ? "calls fail"
            : null;
    }
}
