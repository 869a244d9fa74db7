using System.Globalization;
using Microsoft.Extensions.Configuration;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>Configures a <see cref="TestCluster"/>.</summary>
public class TestClusterBuilder
{
    // Ports that are set aside for silos that the test starts later.
    private const int SparePorts = 3;

    private static int s_lastCluster;

    private readonly List<Action> _configureBuilder = [];
    private readonly List<Action<IConfigurationBuilder>> _configureHost = [];
    private Action<TestCluster>? _setCreateSilo;
    private Func<SiloAddress, bool>? _contains;

    public TestClusterBuilder()
        : this(2)
    {
    }

    public TestClusterBuilder(short initialSilosCount)
    {
        Options = new TestClusterOptions
        {
            InitialSilosCount = initialSilosCount,
            ClusterId = CreateClusterId(),
            ServiceId = Guid.NewGuid().ToString("N"),
            UseTestClusterMembership = true,
            InitializeClientOnDeploy = true,
            AssumeHomogenousSilosForTesting = true,
        };
    }

    public TestClusterOptions Options { get; }

    public ITestClusterPortAllocator PortAllocator { get; set; } = new TestClusterPortAllocator();

    /// <summary>Settings for every node, below those of <see cref="Options"/>.</summary>
    public Dictionary<string, string?> Properties { get; } = [];

    /// <summary>Makes and starts the silos instead of the cluster itself.</summary>
    public Func<string, IConfiguration, Task<SiloHandle>> CreateSiloAsync
    {
        set => _setCreateSilo = cluster => cluster.CreateSiloAsync = value;
    }

    /// <inheritdoc cref="CreateSiloAsync"/>
    public Func<string, IConfiguration, CancellationToken, Task<SiloHandle>> CreateSiloAsyncWithCancellation
    {
        set => _setCreateSilo = cluster => cluster.CreateSiloAsyncWithCancellation = value;
    }

    /// <summary>Runs when the cluster is built.</summary>
    public TestClusterBuilder ConfigureBuilder(Action configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        _configureBuilder.Add(configureDelegate);
        return this;
    }

    /// <summary>Adds to the configuration of every node.</summary>
    public TestClusterBuilder ConfigureHostConfiguration(Action<IConfigurationBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        _configureHost.Add(configureDelegate);
        return this;
    }

    /// <typeparam name="T">An <see cref="ISiloConfigurator"/> or <see cref="IHostConfigurator"/>, or both.</typeparam>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is neither.</exception>
    public TestClusterBuilder AddSiloBuilderConfigurator<T>()
        where T : new()
    {
        Options.SiloBuilderConfiguratorTypes.Add(NameOf<T>(typeof(ISiloConfigurator)));
        return this;
    }

    /// <typeparam name="T">An <see cref="IClientBuilderConfigurator"/> or <see cref="IHostConfigurator"/>, or both.</typeparam>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is neither.</exception>
    public TestClusterBuilder AddClientBuilderConfigurator<T>()
        where T : new()
    {
        Options.ClientBuilderConfiguratorTypes.Add(NameOf<T>(typeof(IClientBuilderConfigurator)));
        return this;
    }

    /// <summary>Makes the cluster; deploy it next.</summary>
    public TestCluster Build()
    {
        foreach (var configure in _configureBuilder) configure();
        var (siloPort, gatewayPort) = PortAllocator.AllocateConsecutivePortPairs(Options.InitialSilosCount + SparePorts);
        if (Options.BaseSiloPort == 0) Options.BaseSiloPort = siloPort;
        if (Options.BaseGatewayPort == 0) Options.BaseGatewayPort = gatewayPort;

        var builder = new ConfigurationBuilder();
        builder.AddInMemoryCollection(Properties);
        builder.AddInMemoryCollection(Options.ToDictionary());
        foreach (var configure in _configureHost) configure(builder);
        var cluster = new TestCluster(builder.Build().GetTestClusterOptions(), [.. builder.Sources], PortAllocator);
        _setCreateSilo?.Invoke(cluster);
        _contains = cluster.ContainsSilo;
        return cluster;
    }

    /// <summary>True when the cluster that was built has such a silo.</summary>
    public bool ContainsSilo(SiloAddress siloAddress) => _contains?.Invoke(siloAddress) ?? false;

    /// <summary>An id that no other cluster of the process gets.</summary>
    public static string CreateClusterId() =>
        string.Create(CultureInfo.InvariantCulture, $"testcluster-{DateTimeOffset.UtcNow:yyyy-MM-dd-HH-mm-ss}-{Interlocked.Increment(ref s_lastCluster)}");

    private static string NameOf<T>(Type configurator) =>
        configurator.IsAssignableFrom(typeof(T)) || typeof(IHostConfigurator).IsAssignableFrom(typeof(T))
            ? typeof(T).AssemblyQualifiedName!
            : throw new ArgumentException($"{typeof(T)} implements neither {configurator.Name} nor {nameof(IHostConfigurator)}; implement one of them.");
}
