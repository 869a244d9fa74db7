using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>Configures an <see cref="InProcessTestCluster"/>, by delegates that may share objects with the test.</summary>
public sealed class InProcessTestClusterBuilder
{
    private Func<SiloAddress, bool>? _contains;

    public InProcessTestClusterBuilder()
        : this(2)
    {
    }

    public InProcessTestClusterBuilder(short initialSilosCount)
    {
        Options = new InProcessTestClusterOptions
        {
            InitialSilosCount = initialSilosCount,
            ClusterId = CreateClusterId(),
            ServiceId = Guid.NewGuid().ToString("N"),
            InitializeClientOnDeploy = true,
            AssumeHomogenousSilosForTesting = true,
        };
    }

    public InProcessTestClusterOptions Options { get; }

    public ITestClusterPortAllocator PortAllocator { get; } = new TestClusterPortAllocator();

    /// <summary>Configures the host of every silo and of the client.</summary>
    public InProcessTestClusterBuilder ConfigureHost(Action<IHostApplicationBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        Options.SiloHostConfigurationDelegates.Add((_, host) => configureDelegate(host));
        Options.ClientHostConfigurationDelegates.Add(configureDelegate);
        return this;
    }

    /// <summary>Configures the host of every silo.</summary>
    public InProcessTestClusterBuilder ConfigureSiloHost(Action<InProcessTestSiloSpecificOptions, IHostApplicationBuilder> configureSiloHostDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureSiloHostDelegate);
        Options.SiloHostConfigurationDelegates.Add(configureSiloHostDelegate);
        return this;
    }

    /// <summary>Configures every silo.</summary>
    public InProcessTestClusterBuilder ConfigureSilo(Action<InProcessTestSiloSpecificOptions, ISiloBuilder> configureSiloDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureSiloDelegate);
        return ConfigureSiloHost((options, host) => host.UseOrleans(silo => configureSiloDelegate(options, silo)));
    }

    /// <summary>Configures the host of the client.</summary>
    public InProcessTestClusterBuilder ConfigureClientHost(Action<IHostApplicationBuilder> configureHostDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureHostDelegate);
        Options.ClientHostConfigurationDelegates.Add(configureHostDelegate);
        return this;
    }

    /// <summary>Configures the client.</summary>
    public InProcessTestClusterBuilder ConfigureClient(Action<IClientBuilder> configureClientDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureClientDelegate);
        return ConfigureClientHost(host => host.UseOrleansClient(configureClientDelegate));
    }

    /// <summary>Makes the cluster; deploy it next.</summary>
    public InProcessTestCluster Build()
    {
        var cluster = new InProcessTestCluster(Options, PortAllocator);
        _contains = cluster.ContainsSilo;
        return cluster;
    }

    /// <summary>True when the cluster that was built has such a silo.</summary>
    public bool ContainsSilo(SiloAddress siloAddress) => _contains?.Invoke(siloAddress) ?? false;

    /// <inheritdoc cref="TestClusterBuilder.CreateClusterId"/>
    public static string CreateClusterId() => TestClusterBuilder.CreateClusterId();
}
