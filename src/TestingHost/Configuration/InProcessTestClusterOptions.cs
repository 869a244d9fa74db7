using Microsoft.Extensions.Hosting;

namespace Orleans.TestingHost;

/// <summary>An <see cref="InProcessTestCluster"/> as a whole.</summary>
public sealed class InProcessTestClusterOptions
{
    public string ClusterId { get; set; } = null!;

    public string ServiceId { get; set; } = null!;

    public bool InitializeClientOnDeploy { get; set; }

    public short InitialSilosCount { get; set; }

    /// <summary>False gives a gateway to the first silo only.</summary>
    public bool GatewayPerSilo { get; set; } = true;

    /// <summary>Accepted; every silo finds its grain classes in the assemblies of the process.</summary>
    public bool AssumeHomogenousSilosForTesting { get; set; }

    /// <summary>Accepted; silos log where their configuration sends it, and to nothing else.</summary>
    public bool ConfigureFileLogging { get; set; } = true;

    /// <summary>Accepted; silos of a test cluster always read the real statistics of the process.</summary>
    public bool UseRealEnvironmentStatistics { get; set; }

    /// <summary>Accepted; grains are found by computing their shard, not in a directory.</summary>
    public bool UseDistributedGrainDirectory { get; set; }

    /// <summary>Run for every silo, in order, before the cluster's own settings.</summary>
    public List<Action<InProcessTestSiloSpecificOptions, IHostApplicationBuilder>> SiloHostConfigurationDelegates { get; } = [];

    /// <summary>Run for the client, in order, before the cluster's own settings.</summary>
    public List<Action<IHostApplicationBuilder>> ClientHostConfigurationDelegates { get; } = [];
}
