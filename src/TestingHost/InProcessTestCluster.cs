using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>A cluster of silos in this process, each with a host of its own, and a client. Made by <see cref="InProcessTestClusterBuilder"/>.</summary>
/// <remarks>
/// Silos and the client exchange real frames over pipes in memory; nothing is passed by reference from one to another, except what the test's own delegates share.
/// </remarks>
public sealed partial class InProcessTestCluster : IDisposable, IAsyncDisposable
{
    private readonly ClusterNetwork _network = new();
    private readonly ClusterLog _log = new();
    private readonly ClusterSilos<InProcessSiloHandle> _silos;
    private readonly ClusterClient _client;
    private readonly Dictionary<int, (int, int)> _ports = [];
    private int _disposed;

    public InProcessTestCluster(InProcessTestClusterOptions options, ITestClusterPortAllocator portAllocator)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(portAllocator);
        Options = options;
        PortAllocator = portAllocator;
        _silos = new ClusterSilos<InProcessSiloHandle>(_log);
        _client = new ClusterClient(_log);
    }

    public InProcessTestClusterOptions Options { get; }

    public ITestClusterPortAllocator PortAllocator { get; }

    public ReadOnlyCollection<InProcessSiloHandle> Silos => _silos.All.OrderBy(silo => silo.InstanceNumber).ToArray().AsReadOnly();

    /// <exception cref="InvalidOperationException">The client is not started, or has been stopped.</exception>
    public IClusterClient Client => _client.Client;

    public IEnumerable<InProcessSiloHandle> GetActiveSilos() => Silos.Where(silo => silo.IsActive);

    public InProcessSiloHandle? GetSiloForAddress(SiloAddress siloAddress) => _silos.Find(siloAddress);

    public bool ContainsSilo(SiloAddress siloAddress) => _silos.All.Any(silo => silo.SiloAddress.Equals(siloAddress));

    /// <summary>The services of a silo; null asks for any silo's.</summary>
    /// <exception cref="ArgumentException">The cluster has no such silo.</exception>
    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null)
    {
        var found = silo is null ? GetActiveSilos().FirstOrDefault() : _silos.All.FirstOrDefault(handle => handle.SiloAddress.Equals(silo));
        return found?.ServiceProvider
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

    /// <inheritdoc cref="TestCluster.MigrateAsync(GrainId, SiloAddress?)"/>
    public Task MigrateAsync(GrainId grainId, SiloAddress? targetSilo = null) => Activations.Migrate(_silos.All, grainId, targetSilo);

    /// <inheritdoc cref="MigrateAsync(GrainId, SiloAddress?)"/>
    public Task MigrateAsync(IAddressable grain, SiloAddress? targetSilo = null) => MigrateAsync(grain.GetGrainId(), targetSilo);

    /// <inheritdoc cref="TestCluster.WaitForLivenessToStabilizeAsync"/>
    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) =>
        Stabilize(GetLivenessStabilizationTime(Client.ServiceProvider.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value, didKill));

    /// <inheritdoc cref="WaitForLivenessToStabilizeAsync"/>
    public Task WaitForClusterManifestToStabilizeAsync(bool didKill = false) => WaitForLivenessToStabilizeAsync(didKill);

    public static TimeSpan GetLivenessStabilizationTime(ClusterMembershipOptions clusterMembershipOptions, bool didKill = false) => Stabilization.Limit(clusterMembershipOptions, didKill);

    /// <summary>What happened to the cluster, a line each.</summary>
    public string GetLog() => _log.ToString();

    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    /// <summary>Stops everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
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

    /// <summary>The ports of a silo, the same each time unless new ones are asked for.</summary>
    internal (int Silo, int Gateway) PortsOf(int instanceNumber, bool assignNew)
    {
        lock (_ports)
        {
            if (!assignNew && _ports.TryGetValue(instanceNumber, out var known)) return known;
            return _ports[instanceNumber] = PortAllocator.AllocateConsecutivePortPairs(1);
        }
    }

    private Task<bool> Stabilize(TimeSpan limit) => Stabilization.Wait(_network, [.. GetActiveSilos().Select(silo => silo.Runtime)], _client.Runtime, limit, _log);
}
