using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;

namespace OrleansAgents.Runtime.Tests.Clusters;

/// <summary>A shard that goes while something is about to start on it, or does not end.</summary>
public sealed class DrainTests
{
    /// <summary>The call has found its silo in charge of the shard and is about to make the activation; then a view takes the shard away. The activation must not be made: the shard was let go as idle.</summary>
    [Fact]
    [Promise("A7")]
    public async Task Activation_AboutToBeMadeWhenItsShardGoes_IsMadeByTheNextOwner()
    {
        await using var cluster = await ClusterTest.Start(2);
        var (leaving, staying) = (cluster.Silos[0], cluster.Silos[1]);
        var silo = leaving.RuntimeOf();
        var key = cluster.GrainOwnedBy<IPlacedGrain>(leaving).GetPrimaryKeyString();
        var grain = leaving.GrainsOf().GetGrain<IPlacedGrain>(key);
        var table = leaving.ServiceProvider.GetRequiredService<IClusterTable>();
        var parts = PartsOf(silo);
        Task<SiloAddress>? calling = null;
        var caller = new Thread(() => calling = grain.Where());

        // Activations are made under the lock of a part of the table. Whoever holds it stands between the caller's look at the shard and the making.
        foreach (var part in parts) Monitor.Enter(part);
        try
        {
            caller.Start();
            SpinWait.SpinUntil(() => caller.ThreadState.HasFlag(ThreadState.WaitSleepJoin), ClusterTest.Patience);
            Assert.Equal(TakeShardsFrom(leaving.SiloAddress, table), silo.ViewVersion);
        }
        finally
        {
            foreach (var part in parts) Monitor.Exit(part);
        }

        Assert.True(caller.Join(ClusterTest.Patience));
        Assert.Equal(staying.SiloAddress, await calling!.WithPatience());
        Assert.Null(silo.Find(grain.GetGrainId()));
    }

    /// <summary>Rule R13: a turn that does not end holds its shard; after a while its token is cancelled and the log names it.</summary>
    [Fact]
    [Promise("A8")]
    public async Task Stop_WhileATurnDoesNotEnd_CancelsItsTokenAndNamesIt()
    {
        var log = new LogLines();
        await using var cluster = await ClusterTest.Start(2, log.AddTo);
        var stopping = cluster.Silos[1];
        stopping.RuntimeOf().DrainLimit = TimeSpan.FromMilliseconds(50);
        var (grain, name) = (cluster.GrainOwnedBy<ICarrierGrain>(stopping), ClusterTest.UniqueKey());
        using var source = new CancellationTokenSource();
        var waiting = grain.WaitForCancellation(name, source.Token);
        await Waypoint.Entered(name);
        await cluster.StopSiloAsync(stopping).WithPatience();
        Assert.Equal(name, await waiting.WithPatience());
        Assert.Contains(grain.GetGrainId().ToString(), await log.Line("cannot be handed over"), StringComparison.Ordinal);
    }

    /// <summary>Has a silo leave. Nothing here waits: the table is in memory, and the silos follow it on the writer's thread.</summary>
    /// <returns>The version of the view.</returns>
    private static long TakeShardsFrom(SiloAddress silo, IClusterTable table)
    {
        var next = table.ReadAsync(default).GetAwaiter().GetResult().View.Leaving(silo);
        Assert.True(table.TryChangeAsync(new ClusterChange(next, Guid.NewGuid()), default).GetAwaiter().GetResult());
        return next.Version;
    }

    private static object[] PartsOf(SiloRuntime silo)
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        var activations = typeof(SiloRuntime).GetField("_activations", Hidden)!.GetValue(silo)!;
        return (object[])activations.GetType().GetField("_parts", Hidden)!.GetValue(activations)!;
    }
}
