using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Registry;

/// <summary>The manifests as this silo knows them.</summary>
public interface IManifestSource
{
    /// <summary>What turns of persons use: the newest set that has arrived here, as far as the agents' tiers allow.</summary>
    ManifestSet Current { get; }

    /// <summary>All agents, whatever their tier.</summary>
    ManifestSet Registered { get; }

    /// <summary><see cref="Current"/>, and with it what only reads of the agents in <see cref="AgentTier.Shadow"/>; null if there is nothing of the kind.</summary>
    ManifestSet? Shadowed { get; }

    /// <summary>How far operators trust an agent.</summary>
    AgentTier TierOf(string agent);
}

/// <summary>Wants to be ready for a set of manifests before anybody uses it.</summary>
public interface IManifestPreparation
{
    /// <summary>Takes its time; not on a grain's scheduler.</summary>
    void Prepare(ManifestSet manifests);
}

/// <summary>
/// This silo's copy of the registry: read by every turn without a call. It knows the built-in agents from the start, is told of changes, and asks for them from time to time in case a hint was lost.
/// </summary>
internal sealed partial class ManifestSource(
    IGrainFactory grains, ProgramManifests builtIn, IEnumerable<IManifestPreparation> preparations, TimeProvider time, ILogger<ManifestSource> logger) : BackgroundService, IManifestSource, IManifestHints
{
    private readonly SemaphoreSlim _hinted = new(0, 1);
    private TieredManifests _manifests = TieredManifests.Of(ManifestSet.Create(builtIn.Manifests), []);
    private long _version;

    /// <inheritdoc/>
    public ManifestSet Current => Volatile.Read(ref _manifests).InUse;

    /// <inheritdoc/>
    public ManifestSet Registered => Volatile.Read(ref _manifests).All;

    /// <inheritdoc/>
    public ManifestSet? Shadowed => Volatile.Read(ref _manifests).Shadowed;

    /// <inheritdoc/>
    public AgentTier TierOf(string agent) => Volatile.Read(ref _manifests).TierOf(agent);

    /// <inheritdoc/>
    public Task Changed(long version)
    {
        if (version != Volatile.Read(ref _version) && _hinted.CurrentCount == 0)
        {
            _hinted.Release();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Prepare(Current);
        var registry = grains.GetGrain<IAgentRegistryGrain>(0);
        var hints = grains.CreateObjectReference<IManifestHints>(this);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await registry.Subscribe(hints);
                if (await registry.Read(_version) is { } changed)
                {
                    Take(changed);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // The copy is as good as it was; the next round asks again.
                LogNotRead(failure);
            }

            using var wait = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var poll = Task.Delay(RegistryLimits.PollEvery, time, wait.Token);
            await Task.WhenAny(poll, _hinted.WaitAsync(wait.Token));
            await wait.CancelAsync();
        }
    }

    /// <summary>A manifest that this silo cannot read, since a newer one has registered it, is left out here; tiers that an older one does not know are those that agents begin with.</summary>
    internal void Take(RegisteredManifests registered)
    {
        List<AgentManifest> agents = [.. builtIn.Manifests];
        foreach (var json in registered.ManifestsJson)
        {
            try
            {
                agents.Add(ManifestJson.Read(json));
            }
            catch (ManifestException problem)
            {
                LogLeftOut(problem);
            }
        }

        var changed = TieredManifests.Of(ManifestSet.Create(agents.DistinctBy(static agent => agent.Id)), registered.Tiers ?? []);
        Prepare(changed.InUse);
        Volatile.Write(ref _manifests, changed);
        Volatile.Write(ref _version, registered.Version);
        LogTaken(registered.Version, agents.Count, Current.Hash);
        if (changed.Shadowed is { } shadowed)
        {
            // Nobody waits for these.
            Prepare(shadowed);
        }
    }

    private void Prepare(ManifestSet manifests)
    {
        foreach (var preparation in preparations)
        {
            preparation.Prepare(manifests);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The agent registry could not be read; its last copy is used.")]
    private partial void LogNotRead(Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A registered manifest is left out on this silo.")]
    private partial void LogLeftOut(Exception problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Manifests of version {Version}: {Agents} agents, hash {Hash}.")]
    private partial void LogTaken(long version, int agents, string hash);
}
