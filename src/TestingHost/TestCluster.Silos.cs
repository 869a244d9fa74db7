using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Orleans.TestingHost;

// Silos and the client come and go.
public partial class TestCluster
{
    /// <inheritdoc cref="DeployAsync(CancellationToken)"/>
    public void Deploy() => Task.Run(() => DeployAsync()).GetAwaiter().GetResult();

    /// <inheritdoc cref="DeployAsync(CancellationToken)"/>
    public Task DeployAsync() => DeployAsync(CancellationToken.None);

    /// <summary>Starts the silos, and the client unless the options say otherwise; waits until the cluster has settled.</summary>
    /// <exception cref="InvalidOperationException">The cluster has silos.</exception>
    /// <exception cref="TimeoutException">The cluster has not settled within a minute.</exception>
    public async Task DeployAsync(CancellationToken cancellationToken)
    {
        if (_silos.All.Count > 0) throw new InvalidOperationException("The test cluster has been deployed. Start further silos with StartAdditionalSilosAsync.");
        try
        {
            if (Options.InitialSilosCount > 0) await _silos.Start(0, number => Create(number, Options, null, false, cancellationToken));
            if (Options.InitialSilosCount > 1) await StartAdditionalSilosAsync(Options.InitialSilosCount - 1, false, cancellationToken);
            if (Options.InitializeClientOnDeploy) await InitializeClientAsync(cancellationToken);
            if (!await Stabilize(DeployLimit)) throw new TimeoutException($"The test cluster has not settled within {DeployLimit}.{Environment.NewLine}{GetLog()}");
        }
        catch
        {
            await StopAllSilosAsync(CancellationToken.None);
            throw;
        }
    }

    public SiloHandle StartAdditionalSilo(bool startAdditionalSiloOnNewPort = false) => Task.Run(() => StartAdditionalSiloAsync(startAdditionalSiloOnNewPort)).GetAwaiter().GetResult();

    /// <summary>Starts a silo under the lowest number that is free.</summary>
    public async Task<SiloHandle> StartAdditionalSiloAsync(bool startAdditionalSiloOnNewPort = false) => (await StartAdditionalSilosAsync(1, startAdditionalSiloOnNewPort)).Single();

    /// <summary>Starts silos, all at once.</summary>
    public Task<List<SiloHandle>> StartAdditionalSilosAsync(int silosToStart, bool startAdditionalSiloOnNewPort = false) =>
        StartAdditionalSilosAsync(silosToStart, startAdditionalSiloOnNewPort, CancellationToken.None);

    /// <inheritdoc cref="StartAdditionalSilosAsync(int, bool)"/>
    public Task<List<SiloHandle>> StartAdditionalSilosAsync(int silosToStart, bool startAdditionalSiloOnNewPort, CancellationToken cancellationToken) =>
        _silos.StartMany(silosToStart, number => Create(number, Options, null, startAdditionalSiloOnNewPort, cancellationToken));

    /// <inheritdoc cref="StartSiloAsync(int, TestClusterOptions, IReadOnlyList{IConfigurationSource}?, bool)"/>
    public static Task<SiloHandle> StartSiloAsync(TestCluster cluster, int instanceNumber, TestClusterOptions clusterOptions, IReadOnlyList<IConfigurationSource>? configurationOverrides = null, bool startSiloOnNewPort = false)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return cluster.StartSiloAsync(instanceNumber, clusterOptions, configurationOverrides, startSiloOnNewPort);
    }

    /// <summary>Starts a silo with a number of its own and settings of its own.</summary>
    public Task<SiloHandle> StartSiloAsync(int instanceNumber, TestClusterOptions clusterOptions, IReadOnlyList<IConfigurationSource>? configurationOverrides = null, bool startSiloOnNewPort = false) =>
        StartSiloAsync(instanceNumber, clusterOptions, configurationOverrides, startSiloOnNewPort, CancellationToken.None);

    /// <inheritdoc cref="StartSiloAsync(int, TestClusterOptions, IReadOnlyList{IConfigurationSource}?, bool)"/>
    public Task<SiloHandle> StartSiloAsync(int instanceNumber, TestClusterOptions clusterOptions, IReadOnlyList<IConfigurationSource>? configurationOverrides, bool startSiloOnNewPort, CancellationToken cancellationToken) =>
        _silos.Start(instanceNumber, number => Create(number, clusterOptions, configurationOverrides, startSiloOnNewPort, cancellationToken));

    /// <summary>Makes and starts a silo in this process.</summary>
    public Task<SiloHandle> DefaultCreateSiloAsync(string siloName, IConfiguration configuration) => DefaultCreateSiloAsync(siloName, configuration, CancellationToken.None);

    /// <inheritdoc cref="DefaultCreateSiloAsync(string, IConfiguration)"/>
    public async Task<SiloHandle> DefaultCreateSiloAsync(string siloName, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var silo = await InProcessSiloHandle.CreateAsync(siloName, configuration, null, cancellationToken);
        silo.ClusterOptions = Options;
        return silo;
    }

    /// <inheritdoc cref="StopSiloAsync(SiloHandle, CancellationToken)"/>
    public Task StopSiloAsync(SiloHandle instance) => StopSiloAsync(instance, CancellationToken.None);

    /// <summary>Stops a silo gracefully: its grains end, and their shards are handed over.</summary>
    public Task StopSiloAsync(SiloHandle instance, CancellationToken cancellationToken) => instance is null ? Task.CompletedTask : _silos.Stop(instance, gracefully: true, cancellationToken);

    /// <inheritdoc cref="KillSiloAsync(SiloHandle, CancellationToken)"/>
    public Task KillSiloAsync(SiloHandle instance) => KillSiloAsync(instance, CancellationToken.None);

    /// <summary>Ends a silo as the death of its process would: nothing is handed over, and its connections break.</summary>
    public Task KillSiloAsync(SiloHandle instance, CancellationToken cancellationToken) => instance is null ? Task.CompletedTask : _silos.Stop(instance, gracefully: false, cancellationToken);

    /// <summary>Stops a silo gracefully and starts it again under its number.</summary>
    public async Task<SiloHandle?> RestartSiloAsync(SiloHandle instance)
    {
        if (instance is null) return null;
        await StopSiloAsync(instance);
        return await StartSiloAsync(instance.InstanceNumber, Options);
    }

    /// <summary>Starts a silo again that was stopped or killed.</summary>
    public async Task<SiloHandle> RestartStoppedSecondarySiloAsync(string siloName)
    {
        var number = _silos.NumberOf(siloName);
        if (_silos.All.FirstOrDefault(silo => silo.InstanceNumber == number && !silo.IsActive) is { } stopped) await StopSiloAsync(stopped);
        return await StartSiloAsync(number, Options);
    }

    /// <inheritdoc cref="StopSecondarySilosAsync(CancellationToken)"/>
    public Task StopSecondarySilosAsync() => StopSecondarySilosAsync(CancellationToken.None);

    /// <summary>Stops every silo but the primary, gracefully, one after the other.</summary>
    public async Task StopSecondarySilosAsync(CancellationToken cancellationToken)
    {
        foreach (var silo in SecondarySilos.Reverse()) await StopSiloAsync(silo, cancellationToken);
    }

    /// <inheritdoc cref="StopPrimarySiloAsync(CancellationToken)"/>
    public Task StopPrimarySiloAsync() => StopPrimarySiloAsync(CancellationToken.None);

    /// <summary>Stops the client and the primary silo.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task StopPrimarySiloAsync(CancellationToken cancellationToken)
    {
        var primary = Primary ?? throw new InvalidOperationException("The test cluster has no primary silo: it was stopped, or TestClusterOptions.UseTestClusterMembership is false.");
        await StopClusterClientAsync(cancellationToken);
        await StopSiloAsync(primary, cancellationToken);
    }

    public void StopAllSilos() => Task.Run(() => StopAllSilosAsync()).GetAwaiter().GetResult();

    /// <inheritdoc cref="StopAllSilosAsync(CancellationToken)"/>
    public Task StopAllSilosAsync() => StopAllSilosAsync(CancellationToken.None);

    /// <summary>Stops the client, then every silo gracefully, the primary last.</summary>
    public async Task StopAllSilosAsync(CancellationToken cancellationToken)
    {
        await StopClusterClientAsync(cancellationToken);
        await StopSecondarySilosAsync(cancellationToken);
        if (Primary is { } primary) await StopSiloAsync(primary, cancellationToken);
    }

    /// <inheritdoc cref="InitializeClientAsync(CancellationToken)"/>
    public Task InitializeClientAsync() => InitializeClientAsync(CancellationToken.None);

    /// <summary>Starts the client; one that runs is stopped first.</summary>
    public Task InitializeClientAsync(CancellationToken cancellationToken) => _client.Start(() => TestClusterHostFactory.CreateClusterClient("MainClient", Configure(null)), cancellationToken);

    /// <inheritdoc cref="StopClusterClientAsync(CancellationToken)"/>
    public Task StopClusterClientAsync() => StopClusterClientAsync(CancellationToken.None);

    public Task StopClusterClientAsync(CancellationToken cancellationToken) => _client.Stop(gracefully: true, cancellationToken);

    /// <summary>Ends the client without stopping it first.</summary>
    public Task KillClientAsync() => _client.Stop(gracefully: false, CancellationToken.None);

    private async Task<SiloHandle> Create(int number, TestClusterOptions options, IReadOnlyList<IConfigurationSource>? overrides, bool onNewPort, CancellationToken cancellationToken)
    {
        var silo = TestSiloSpecificOptions.Create(this, options, number, onNewPort);
        return await _createSilo(silo.SiloName, Configure([.. overrides ?? [], new MemoryConfigurationSource { InitialData = silo.ToDictionary() }]), cancellationToken);
    }

    private IConfigurationRoot Configure(IReadOnlyList<IConfigurationSource>? further)
    {
        var builder = new ConfigurationBuilder();
        foreach (var source in ConfigurationSources.Concat(further ?? [])) builder.Add(source);
        return builder.Build();
    }
}
