using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Orleans.TestingHost;

/// <summary>Waits until a test cluster has settled: all nodes follow the newest view, it names exactly the active silos, and every shard is served by its owner.</summary>
/// <remarks>Nothing is polled: nodes say when their view or their shards change, and only then is the question asked again.</remarks>
internal static class Stabilization
{
    /// <returns>False if the cluster has not settled within the limit; <paramref name="log"/> then has the reason.</returns>
    public static async Task<bool> Wait(ClusterNetwork network, IReadOnlyCollection<SiloRuntime> silos, ClientRuntime? client, TimeSpan limit, ClusterLog log)
    {
        using var expiry = new CancellationTokenSource(limit);
        var changed = new SemaphoreSlim(0);
        var onChange = () => { changed.Release(); };
        foreach (var silo in silos) silo.PlacementChanged += onChange;
        if (client is not null) client.ViewChanged += onChange;
        try
        {
            while (await WhatIsUnsettled(network, silos, client) is { } reason)
            {
                try
                {
                    await changed.WaitAsync(expiry.Token);
                }
                catch (OperationCanceledException)
                {
                    log.Write($"The cluster has not settled within {limit}: {reason}");
                    return false;
                }
            }

            return true;
        }
        finally
        {
            foreach (var silo in silos) silo.PlacementChanged -= onChange;
            if (client is not null) client.ViewChanged -= onChange;
        }
    }

    /// <summary>How long Orleans waits for its silos to agree: the time to notice a death, and the time to pass it on.</summary>
    public static TimeSpan Limit(ClusterMembershipOptions options, bool didKill)
    {
        ArgumentNullException.ThrowIfNull(options);
        var notice = didKill ? options.MaxProbeTimeout * options.NumMissedProbesLimit : TimeSpan.Zero;
        return notice + (options.UseLivenessGossip ? TimeSpan.FromSeconds(5) : options.TableRefreshTimeout * 2);
    }

    private static async Task<string?> WhatIsUnsettled(ClusterNetwork network, IReadOnlyCollection<SiloRuntime> silos, ClientRuntime? client)
    {
        var view = (await network.Table.ReadAsync(CancellationToken.None)).View;
        var active = silos.Select(silo => silo.Address).ToHashSet();
        if (!active.SetEquals(view.Members.Select(member => member.Address)) || view.Members.Any(member => member.IsLeaving))
        {
            return $"view {view.Version} has {string.Join(", ", view.Members)}, active are {string.Join(", ", active)}.";
        }

        if (silos.FirstOrDefault(silo => silo.ViewVersion != view.Version) is { } late) return $"{late.Address} follows view {late.ViewVersion} and not {view.Version}.";
        if (client is not null && client.ViewVersion != view.Version) return $"the client follows view {client.ViewVersion} and not {view.Version}.";
        foreach (var silo in silos)
        {
            var map = silo.Map;
            for (var shard = 0; shard < map.Shards; shard++)
            {
                var wanted = silo.Address.Equals(map.OwnerOf(shard)) ? ShardState.Serving : ShardState.None;
                if (silo.Claims[shard] != wanted) return $"shard {shard} is {silo.Claims[shard]} on {silo.Address} and not {wanted}.";
            }
        }

        return null;
    }
}
