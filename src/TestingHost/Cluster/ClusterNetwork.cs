using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;

namespace Orleans.TestingHost;

/// <summary>What the nodes of one test cluster share: the pipes between them and the table that holds their view.</summary>
/// <remarks>
/// A silo is made from its configuration alone, by a delegate that a test may replace. So the configuration names the network, and the
/// network is found by that name; the cluster's id will not do, since two clusters of one test run may have the same.
/// </remarks>
internal sealed class ClusterNetwork : IDisposable
{
    private const string NameKey = "TestCluster:Network";

    private static readonly ConcurrentDictionary<string, ClusterNetwork> ByName = new();
    private static int s_last;

    private readonly string _name = Interlocked.Increment(ref s_last).ToString(CultureInfo.InvariantCulture);

    public ClusterNetwork() => ByName[_name] = this;

    public LoopbackTransport Transport { get; } = new();

    public InMemoryClusterTable Table { get; } = new();

    /// <summary>The setting by which the nodes find the network.</summary>
    public KeyValuePair<string, string?> Setting => new(NameKey, _name);

    public static ClusterNetwork? Find(IConfiguration configuration) => configuration[NameKey] is { } name ? ByName.GetValueOrDefault(name) : null;

    /// <summary>Connects a node. Later registrations win, so it does not matter whether Orleans has been added before.</summary>
    public void Register(IServiceCollection services)
    {
        services.AddSingleton<ITransport>(Transport);
        services.AddSingleton<IClusterTable>(Table);
    }

    public void Dispose() => ByName.TryRemove(new(_name, this));

    /// <summary>Takes a silo that has ended out of the view, as the others would once they knew. Nothing if it has left by itself.</summary>
    public static async Task Bury(IClusterTable table, SiloAddress silo)
    {
        while (true)
        {
            var view = (await table.ReadAsync(CancellationToken.None)).View;
            if (!view.Contains(silo)) return;
            if (await table.TryChangeAsync(new ClusterChange(view.Without(silo), Guid.NewGuid()) { Stopped = [silo] }, CancellationToken.None)) return;
        }
    }
}
