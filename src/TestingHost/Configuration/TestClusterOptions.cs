using System.Globalization;

namespace Orleans.TestingHost;

/// <summary>A <see cref="TestCluster"/> as a whole.</summary>
public class TestClusterOptions
{
    public string ClusterId { get; set; } = null!;

    public string ServiceId { get; set; } = null!;

    /// <summary>Silo n has this port plus n; 0 lets the port allocator choose.</summary>
    public int BaseSiloPort { get; set; }

    public int BaseGatewayPort { get; set; }

    /// <summary>True names the first silo "Primary". The silos share a membership table in memory either way.</summary>
    public bool UseTestClusterMembership { get; set; }

    /// <summary>Accepted; silos of a test cluster always read the real statistics of the process.</summary>
    public bool UseRealEnvironmentStatistics { get; set; }

    public bool InitializeClientOnDeploy { get; set; }

    public short InitialSilosCount { get; set; }

    public string? ApplicationBaseDirectory { get; set; }

    /// <summary>Accepted; silos log where their configurators send it, and to nothing else.</summary>
    public bool ConfigureFileLogging { get; set; } = true;

    /// <summary>Accepted; every silo finds its grain classes in the assemblies of the process.</summary>
    public bool AssumeHomogenousSilosForTesting { get; set; }

    /// <summary>False gives a gateway to the first silo only.</summary>
    public bool GatewayPerSilo { get; set; } = true;

    /// <summary>Assembly-qualified names of <see cref="ISiloConfigurator"/> and <see cref="IHostConfigurator"/> types.</summary>
    public List<string?> SiloBuilderConfiguratorTypes { get; } = [];

    /// <summary>Assembly-qualified names of <see cref="IClientBuilderConfigurator"/> and <see cref="IHostConfigurator"/> types.</summary>
    public List<string?> ClientBuilderConfiguratorTypes { get; } = [];

    /// <summary>Accepted; the nodes of a test cluster are always connected in memory, through real frames.</summary>
    public ConnectionTransportType ConnectionTransport { get; set; } = ConnectionTransportType.InMemory;

    /// <summary>The options as the configuration that every node of the cluster starts from.</summary>
    public Dictionary<string, string?> ToDictionary()
    {
        var result = new Dictionary<string, string?>
        {
            [$"Orleans:{nameof(ClusterId)}"] = ClusterId,
            [$"Orleans:{nameof(ServiceId)}"] = ServiceId,
            [nameof(BaseSiloPort)] = BaseSiloPort.ToString(CultureInfo.InvariantCulture),
            [nameof(BaseGatewayPort)] = BaseGatewayPort.ToString(CultureInfo.InvariantCulture),
            [nameof(UseTestClusterMembership)] = UseTestClusterMembership.ToString(),
            [nameof(UseRealEnvironmentStatistics)] = UseRealEnvironmentStatistics.ToString(),
            [nameof(InitializeClientOnDeploy)] = InitializeClientOnDeploy.ToString(),
            [nameof(InitialSilosCount)] = InitialSilosCount.ToString(CultureInfo.InvariantCulture),
            [nameof(ApplicationBaseDirectory)] = ApplicationBaseDirectory,
            [nameof(ConfigureFileLogging)] = ConfigureFileLogging.ToString(),
            [nameof(AssumeHomogenousSilosForTesting)] = AssumeHomogenousSilosForTesting.ToString(),
            [nameof(GatewayPerSilo)] = GatewayPerSilo.ToString(),
            [nameof(ConnectionTransport)] = ConnectionTransport.ToString(),
        };
        Add(result, nameof(SiloBuilderConfiguratorTypes), SiloBuilderConfiguratorTypes);
        Add(result, nameof(ClientBuilderConfiguratorTypes), ClientBuilderConfiguratorTypes);
        return result;
    }

    private static void Add(Dictionary<string, string?> result, string name, List<string?> types)
    {
        for (var i = 0; i < types.Count; i++) result[string.Create(CultureInfo.InvariantCulture, $"{name}:{i}")] = types[i];
    }
}

/// <summary>What carries the frames of a test cluster.</summary>
public enum ConnectionTransportType
{
    TcpSocket = 0,
    InMemory = 1,
    UnixSocket = 2,
}
