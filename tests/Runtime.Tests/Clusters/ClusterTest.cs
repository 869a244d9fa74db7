using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests.Clusters;

/// <summary>Clusters of this process, and keys of grains that live on a given silo.</summary>
internal static class ClusterTest
{
    /// <summary>Long enough that no call of a test times out: what must fail at once would otherwise seem to, after a while.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromMinutes(10);

    /// <summary>How long a test waits for what must happen.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static int s_lastKey;

    /// <summary>Many more rounds when the suite runs as a long proof.</summary>
    public static int Rounds(int usual) => Environment.GetEnvironmentVariable("ORLEANSAGENTS_VERIFY") == "1" ? usual * 20 : usual;

    public static async Task<InProcessTestCluster> Start(short silos, Action<ISiloBuilder>? configure = null)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout);
            configure?.Invoke(silo);
        });
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    public static IGrainFactory GrainsOf(this InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>A grain of a kind that is active on a silo, with a key that no other test has. Where grains go is the engine's affair, so keys are tried until one goes there.</summary>
    public static async Task<TGrain> GrainOn<TGrain>(this InProcessTestCluster cluster, InProcessSiloHandle silo)
        where TGrain : ILocatedGrain
    {
        while (true)
        {
            var grain = cluster.Client.GetGrain<TGrain>(UniqueKey());
            if (silo.SiloAddress.Equals(await grain.Where().WithPatience())) return grain;
        }
    }

    public static string UniqueKey() => $"k{Interlocked.Increment(ref s_lastKey)}";

    public static async Task<T> WithPatience<T>(this Task<T> task) => await task.WaitAsync(Patience);

    public static async Task WithPatience(this Task task) => await task.WaitAsync(Patience);
}
