using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Orleans.TestingHost;

// Silos and the client come and go.
public sealed partial class InProcessTestCluster
{
    private static readonly TimeSpan DeployLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <inheritdoc cref="DeployAsync(CancellationToken)"/>
    public Task DeployAsync() => DeployAsync(CancellationToken.None);

    /// <summary>Starts the silos, and the client unless the options say otherwise; waits until the cluster has settled.</summary>
    /// <exception cref="InvalidOperationException">The cluster has silos.</exception>
    /// <exception cref="TimeoutException">The cluster has not settled within a minute.</exception>
    public async Task DeployAsync(CancellationToken cancellationToken)
    {
        if (_silos.All.Count > 0) throw new InvalidOperationException("The test cluster has been deployed. Start further silos with StartSilosAsync.");
        try
        {
            await StartSilosAsync(Options.InitialSilosCount, cancellationToken);
            if (Options.InitializeClientOnDeploy) await InitializeClientAsync(cancellationToken);
            if (!await Stabilize(DeployLimit)) throw new TimeoutException($"The test cluster has not settled within {DeployLimit}.{Environment.NewLine}{GetLog()}");
        }
        catch
        {
            await StopAllSilosAsync(CancellationToken.None);
            throw;
        }
    }

    public InProcessSiloHandle StartAdditionalSilo() => Task.Run(StartAdditionalSiloAsync).GetAwaiter().GetResult();

    [Obsolete("The port is always kept; call the overload without 'startAdditionalSiloOnNewPort'.")]
    public InProcessSiloHandle StartAdditionalSilo(bool startAdditionalSiloOnNewPort) => StartAdditionalSilo();

    /// <summary>Starts a silo under the lowest number that is free.</summary>
    public async Task<InProcessSiloHandle> StartAdditionalSiloAsync() => (await StartSilosAsync(1)).Single();

    /// <inheritdoc cref="StartAdditionalSiloAsync()"/>
    public Task<InProcessSiloHandle> StartAdditionalSiloAsync(bool startAdditionalSiloOnNewPort) => StartAdditionalSiloAsync();

    /// <inheritdoc cref="StartSilosAsync(int, CancellationToken)"/>
    public Task<List<InProcessSiloHandle>> StartSilosAsync(int silosToStart) => StartSilosAsync(silosToStart, CancellationToken.None);

    [Obsolete("The port is always kept; call the overload without 'startAdditionalSiloOnNewPort'.")]
    public Task<List<InProcessSiloHandle>> StartSilosAsync(int silosToStart, bool startAdditionalSiloOnNewPort) => StartSilosAsync(silosToStart);

    /// <summary>Starts silos, all at once.</summary>
    public Task<List<InProcessSiloHandle>> StartSilosAsync(int silosToStart, CancellationToken cancellationToken) =>
        _silos.StartMany(silosToStart, number => Create(number, Options, cancellationToken));

    /// <summary>Starts a silo with a number of its own.</summary>
    public static Task<InProcessSiloHandle> StartSiloAsync(InProcessTestCluster cluster, int instanceNumber, InProcessTestClusterOptions clusterOptions)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return cluster.StartSiloAsync(instanceNumber, clusterOptions);
    }

    [Obsolete("The port is always kept and the overrides are unused; call the overload without them.")]
    public static Task<InProcessSiloHandle> StartSiloAsync(InProcessTestCluster cluster, int instanceNumber, InProcessTestClusterOptions clusterOptions, IReadOnlyList<IConfigurationSource> configurationOverrides, bool startSiloOnNewPort) =>
        StartSiloAsync(cluster, instanceNumber, clusterOptions);

    /// <inheritdoc cref="StartSiloAsync(InProcessTestCluster, int, InProcessTestClusterOptions)"/>
    public Task<InProcessSiloHandle> StartSiloAsync(int instanceNumber, InProcessTestClusterOptions clusterOptions) => StartSiloAsync(instanceNumber, clusterOptions, CancellationToken.None);

    /// <inheritdoc cref="StartSiloAsync(InProcessTestCluster, int, InProcessTestClusterOptions)"/>
    public Task<InProcessSiloHandle> StartSiloAsync(int instanceNumber, InProcessTestClusterOptions clusterOptions, CancellationToken cancellationToken) =>
        _silos.Start(instanceNumber, number => Create(number, clusterOptions, cancellationToken));

    [Obsolete("The port is always kept and the overrides are unused; call the overload without them.")]
    public Task<InProcessSiloHandle> StartSiloAsync(int instanceNumber, InProcessTestClusterOptions clusterOptions, IReadOnlyList<IConfigurationSource> configurationOverrides, bool startSiloOnNewPort) =>
        StartSiloAsync(instanceNumber, clusterOptions);

    /// <inheritdoc cref="CreateSiloAsync(InProcessTestSiloSpecificOptions, CancellationToken)"/>
    public Task<InProcessSiloHandle> CreateSiloAsync(InProcessTestSiloSpecificOptions siloOptions) => CreateSiloAsync(siloOptions, CancellationToken.None);

    /// <summary>Makes and starts a silo that is part of the cluster's view, but not of <see cref="Silos"/>: the caller stops it.</summary>
    public Task<InProcessSiloHandle> CreateSiloAsync(InProcessTestSiloSpecificOptions siloOptions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(siloOptions);
        return InProcessSiloHandle.StartAsync(siloOptions.SiloName, () => MakeSilo(siloOptions), cancellationToken);
    }

    /// <inheritdoc cref="StopSiloAsync(InProcessSiloHandle, CancellationToken)"/>
    public Task StopSiloAsync(InProcessSiloHandle instance) => StopSiloAsync(instance, CancellationToken.None);

    /// <summary>Stops a silo gracefully: its grains end, and their shards are handed over.</summary>
    public Task StopSiloAsync(InProcessSiloHandle instance, CancellationToken cancellationToken) => instance is null ? Task.CompletedTask : _silos.Stop(instance, gracefully: true, cancellationToken);

    /// <inheritdoc cref="KillSiloAsync(InProcessSiloHandle, CancellationToken)"/>
    public Task KillSiloAsync(InProcessSiloHandle instance) => KillSiloAsync(instance, CancellationToken.None);

    /// <summary>Ends a silo as the death of its process would: nothing is handed over, and its connections break.</summary>
    public Task KillSiloAsync(InProcessSiloHandle instance, CancellationToken cancellationToken) => instance is null ? Task.CompletedTask : _silos.Stop(instance, gracefully: false, cancellationToken);

    /// <summary>Stops a silo gracefully and starts it again under its number.</summary>
    public async Task<InProcessSiloHandle?> RestartSiloAsync(InProcessSiloHandle instance)
    {
        if (instance is null) return null;
        await StopSiloAsync(instance);
        return await StartSiloAsync(instance.InstanceNumber, Options);
    }

    /// <summary>Starts a silo again that was stopped or killed.</summary>
    public async Task<InProcessSiloHandle> RestartStoppedSecondarySiloAsync(string siloName)
    {
        var number = _silos.NumberOf(siloName);
        if (_silos.All.FirstOrDefault(silo => silo.InstanceNumber == number && !silo.IsActive) is { } stopped) await StopSiloAsync(stopped);
        return await StartSiloAsync(number, Options);
    }

    /// <inheritdoc cref="StopSilosAsync(CancellationToken)"/>
    public Task StopSilosAsync() => StopSilosAsync(CancellationToken.None);

    /// <summary>Stops every silo gracefully, one after the other, the first last.</summary>
    public async Task StopSilosAsync(CancellationToken cancellationToken)
    {
        foreach (var silo in Silos.Reverse()) await StopSiloAsync(silo, cancellationToken);
    }

    public void StopAllSilos() => Task.Run(StopAllSilosAsync).GetAwaiter().GetResult();

    /// <inheritdoc cref="StopAllSilosAsync(CancellationToken)"/>
    public Task StopAllSilosAsync() => StopAllSilosAsync(CancellationToken.None);

    /// <summary>Stops the client, then every silo gracefully.</summary>
    public async Task StopAllSilosAsync(CancellationToken cancellationToken)
    {
        await StopClusterClientAsync(cancellationToken);
        await StopSilosAsync(cancellationToken);
    }

    /// <inheritdoc cref="InitializeClientAsync(CancellationToken)"/>
    public Task InitializeClientAsync() => InitializeClientAsync(CancellationToken.None);

    /// <summary>Starts the client; one that runs is stopped first.</summary>
    public Task InitializeClientAsync(CancellationToken cancellationToken) => _client.Start(MakeClient, cancellationToken);

    /// <inheritdoc cref="StopClusterClientAsync(CancellationToken)"/>
    public Task StopClusterClientAsync() => StopClusterClientAsync(CancellationToken.None);

    public Task StopClusterClientAsync(CancellationToken cancellationToken) => _client.Stop(gracefully: true, cancellationToken);

    /// <summary>Ends the client without stopping it first.</summary>
    public Task KillClientAsync() => _client.Stop(gracefully: false, CancellationToken.None);

    private Task<InProcessSiloHandle> Create(int number, InProcessTestClusterOptions options, CancellationToken cancellationToken) =>
        CreateSiloAsync(InProcessTestSiloSpecificOptions.Create(this, options, number), cancellationToken);

    private IHost MakeSilo(InProcessTestSiloSpecificOptions options)
    {
        var builder = MakeBuilder(options.SiloName);
        foreach (var configure in Options.SiloHostConfigurationDelegates) configure(options, builder);
        builder.UseOrleans(silo =>
        {
            _network.Register(silo.Services);
            silo.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
            silo.Configure<ClusterOptions>(SetCluster);
            silo.Configure<SiloOptions>(own => own.SiloName = options.SiloName);
            silo.Configure<EndpointOptions>(endpoints =>
            {
                endpoints.AdvertisedIPAddress = IPAddress.Loopback;
                endpoints.SiloPort = options.SiloPort;
                endpoints.GatewayPort = options.GatewayPort;
            });
        });
        return builder.Build();
    }

    private IHost MakeClient()
    {
        var builder = MakeBuilder("TestClusterClient");
        foreach (var configure in Options.ClientHostConfigurationDelegates) configure(builder);
        builder.UseOrleansClient(client =>
        {
            _network.Register(client.Services);
            client.Configure<ClusterOptions>(SetCluster);
        });
        return builder.Build();
    }

    private static HostApplicationBuilder MakeBuilder(string name) =>
        Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = name, EnvironmentName = Environments.Development, DisableDefaults = true });

    private void SetCluster(ClusterOptions options)
    {
        options.ClusterId = Options.ClusterId;
        options.ServiceId = Options.ServiceId;
    }
}
