using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>A cluster of silos in this process, each with a host of its own, and a client. Made by <see cref="TestClusterBuilder"/>.</summary>
/// <remarks>
/// Silos and the client exchange real frames over pipes in memory; nothing is passed by reference from one to another. They are configured by types, named in configuration, of which every host makes its own instances.
/// </remarks>
public partial class TestCluster : IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan DeployLimit = TimeSpan.FromSeconds(60);

    private readonly ClusterNetwork _network = new();
    private readonly ClusterLog _log = new();
    private readonly ClusterSilos<SiloHandle> _silos;
    private readonly ClusterClient _client;
    private Func<string, IConfiguration, CancellationToken, Task<SiloHandle>> _createSilo;
    private int _disposed;

    public TestCluster(TestClusterOptions options, IReadOnlyList<IConfigurationSource> configurationSources, ITestClusterPortAllocator portAllocator)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configurationSources);
        ArgumentNullException.ThrowIfNull(portAllocator);
        Options = options;
        ConfigurationSources = [.. configurationSources, new MemoryConfigurationSource { InitialData = [_network.Setting] }];
        PortAllocator = portAllocator;
        _silos = new ClusterSilos<SiloHandle>(_log);
        _client = new ClusterClient(_log);
        _createSilo = DefaultCreateSiloAsync;
    }

    public TestClusterOptions Options { get; }

    /// <summary>Where the configuration of every node comes from.</summary>
    public IReadOnlyList<IConfigurationSource> ConfigurationSources { get; }

    public ITestClusterPortAllocator PortAllocator { get; }

    /// <summary>The silo with the number 0, if the options ask for one by that name; null when it is stopped.</summary>
    public SiloHandle? Primary => Options.UseTestClusterMembership ? _silos.All.FirstOrDefault(silo => silo.InstanceNumber == 0) : null;

    public IReadOnlyList<SiloHandle> SecondarySilos => [.. Silos.Where(silo => silo != Primary)];

    /// <summary>All silos, the primary first.</summary>
    public ReadOnlyCollection<SiloHandle> Silos => _silos.All.OrderBy(silo => silo.InstanceNumber).ToArray().AsReadOnly();

    /// <exception cref="InvalidOperationException">The client is not started, or has been stopped.</exception>
    public IClusterClient Client => _client.Client;

    /// <inheritdoc cref="Client"/>
    public IGrainFactory GrainFactory => Client;

    /// <summary>The services of the client.</summary>
    /// <inheritdoc cref="Client"/>
    public IServiceProvider ServiceProvider => Client.ServiceProvider;

    /// <summary>Makes and starts a silo in place of <see cref="DefaultCreateSiloAsync(string, IConfiguration)"/>.</summary>
    public Func<string, IConfiguration, Task<SiloHandle>> CreateSiloAsync
    {
        set => _createSilo = (name, configuration, _) => value(name, configuration);
    }

    /// <inheritdoc cref="CreateSiloAsync"/>
    public Func<string, IConfiguration, CancellationToken, Task<SiloHandle>> CreateSiloAsyncWithCancellation
    {
        set => _createSilo = value;
    }

    public IEnumerable<SiloHandle> GetActiveSilos() => Silos.Where(silo => silo.IsActive);

    public SiloHandle? GetSiloForAddress(SiloAddress siloAddress) => _silos.Find(siloAddress);

    public bool ContainsSilo(SiloAddress siloAddress) => _silos.All.Any(silo => silo.SiloAddress.Equals(siloAddress));

    /// <summary>The services of a silo; null asks for any silo's.</summary>
    /// <exception cref="ArgumentException">The cluster has no such silo.</exception>
    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null)
    {
        var found = silo is null ? GetActiveSilos().FirstOrDefault() : _silos.All.FirstOrDefault(handle => handle.SiloAddress.Equals(silo));
        return ((InProcessSiloHandle?)found)?.ServiceProvider
            ?? throw new ArgumentException($"The cluster has no silo {silo?.ToString() ?? "that is active"}; it has {string.Join(", ", _silos.All.Select(handle => handle.ToString()).DefaultIfEmpty("none"))}.", nameof(silo));
    }

    /// <summary>Finds the activation of a grain on whichever silo has it.</summary>
    public bool TryGetGrainContext(GrainId grainId, [NotNullWhen(true)] out IGrainContext? grainContext) => (grainContext = Activations.Find(_silos.All, grainId)) is not null;

    /// <summary>Completes when the grain's present activation has ended; at once if it has none.</summary>
    public Task WaitForDeactivationAsync(GrainId grainId) => Activations.Find(_silos.All, grainId)?.Deactivated ?? Task.CompletedTask;

    /// <inheritdoc cref="WaitForDeactivationAsync(GrainId)"/>
    public Task WaitForDeactivationAsync(IAddressable grain) => WaitForDeactivationAsync(grain.GetGrainId());

    /// <summary>Ends the grain's activation.</summary>
    public Task DeactivateAsync(GrainId grainId) => Activations.Deactivate(_silos.All, grainId);

    /// <inheritdoc cref="DeactivateAsync(GrainId)"/>
    public Task DeactivateAsync(IAddressable grain) => DeactivateAsync(grain.GetGrainId());

    /// <summary>Ends the grain's activation; the next one takes up what it put down.</summary>
    /// <exception cref="NotSupportedException">The grain's shard does not belong to <paramref name="targetSilo"/>.</exception>
    public Task MigrateAsync(GrainId grainId, SiloAddress? targetSilo = null) => Activations.Migrate(_silos.All, grainId, targetSilo);

    /// <inheritdoc cref="MigrateAsync(GrainId, SiloAddress?)"/>
    public Task MigrateAsync(IAddressable grain, SiloAddress? targetSilo = null) => MigrateAsync(grain.GetGrainId(), targetSilo);

    /// <summary>Waits until all nodes follow the newest view and every shard is served, or until Orleans would have stopped waiting.</summary>
    /// <param name="didKill">True allows the time in which Orleans notices a death.</param>
    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) =>
        Stabilize(GetLivenessStabilizationTime(ServiceProvider.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value, didKill));

    /// <inheritdoc cref="WaitForLivenessToStabilizeAsync"/>
    public Task WaitForClusterManifestToStabilizeAsync(bool didKill = false) => WaitForLivenessToStabilizeAsync(didKill);

    public static TimeSpan GetLivenessStabilizationTime(ClusterMembershipOptions clusterMembershipOptions, bool didKill = false) => Stabilization.Limit(clusterMembershipOptions, didKill);

    /// <summary>What happened to the cluster, a line each.</summary>
    public string GetLog() => _log.ToString();

    public void Dispose()
    {
        Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        GC.SuppressFinalize(this);
        try
        {
            await StopAllSilosAsync();
        }
        finally
        {
            _network.Dispose();
            PortAllocator.Dispose();
        }
    }

    private Task<bool> Stabilize(TimeSpan limit) =>
        Stabilization.Wait(_network, [.. GetActiveSilos().OfType<InProcessSiloHandle>().Select(silo => silo.Runtime)], _client.Runtime, limit, _log);
}
