using Microsoft.Extensions.Logging;
using Orleans.Utilities;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Registry;

/// <summary>The manifests that were registered at run time, and the tiers of all agents. Manifests of built-in agents come with the program and are not stored.</summary>
internal sealed class AgentRegistryGrain(
    [PersistentState("registry")] IPersistentState<StoredRegistry> registry, ProgramManifests builtIn, TimeProvider time, ILogger<AgentRegistryGrain> logger) : Grain, IAgentRegistryGrain
{
    private readonly ObserverManager<IManifestHints> _silos = new(RegistryLimits.HintsFor, logger) { GetDateTime = () => time.GetUtcNow().UtcDateTime };

    /// <summary>Storage is asked, not memory: an activation that another has overtaken would tell the silos of an old set for as long as it lives. They ask seldom.</summary>
    public async Task<RegisteredManifests?> Read(long knownVersion)
    {
        await registry.ReadStateAsync();
        return knownVersion == registry.State.Version ? null : new RegisteredManifests(registry.State.Version, [.. registry.State.Manifests.Values], new(registry.State.Tiers));
    }

    /// <inheritdoc/>
    public async Task<long> Register(string manifestJson)
    {
        var manifest = Check(manifestJson);
        var agents = registry.State.Manifests;
        if (!agents.ContainsKey(manifest.Id) && agents.Count >= RegistryLimits.AgentsMax)
        {
            throw new ArgumentException($"{agents.Count} agents are registered, as many as may be ({nameof(RegistryLimits)}.{nameof(RegistryLimits.AgentsMax)}); remove one first.", nameof(manifestJson));
        }

        agents[manifest.Id] = ManifestJson.Write(manifest);
        return await StoreAsync();
    }

    /// <inheritdoc/>
    public async Task<bool> Remove(string agent)
    {
        if (!registry.State.Manifests.Remove(agent))
        {
            return false;
        }

        // Another agent that is registered under this id one day begins as agents begin.
        registry.State.Tiers.Remove(agent);
        await StoreAsync();
        return true;
    }

    /// <inheritdoc/>
    public async Task<long?> SetTier(string agent, AgentTier tier)
    {
        if (!Enum.IsDefined(tier) || (!registry.State.Manifests.ContainsKey(agent) && builtIn.Manifests.All(known => known.Id != agent)))
        {
            return null;
        }

        registry.State.Tiers[agent] = tier;
        return await StoreAsync();
    }

    /// <inheritdoc/>
    public Task Subscribe(IManifestHints hints)
    {
        _silos.Subscribe(hints, hints);
        return Task.CompletedTask;
    }

    private AgentManifest Check(string manifestJson)
    {
        try
        {
            var manifest = ManifestJson.Read(manifestJson);
            if (manifest.Skills.FirstOrDefault(static skill => skill.Scope == SkillScope.Own) is { } own)
            {
                throw new ManifestException(manifest.Id, "skills", $"skill '{own.Id}' has the scope own, which only agents of the program can have, since it spares a confirmation; leave it out.");
            }

            return builtIn.Manifests.All(known => known.Id != manifest.Id)
                ? manifest
                : throw new ManifestException(manifest.Id, "id", $"'{manifest.Id}' is a built-in agent; choose another id.");
        }
        catch (ManifestException problem)
        {
            throw new ArgumentException(problem.Message, nameof(manifestJson));
        }
    }

    private async Task<long> StoreAsync()
    {
        registry.State.Version++;
        try
        {
            await registry.WriteStateAsync();
        }
        catch
        {
            // What is in memory was not stored; the next activation reads what was.
            DeactivateOnIdle();
            throw;
        }

        var version = registry.State.Version;
        _ = _silos.Notify(silo => silo.Changed(version));
        return version;
    }
}

/// <summary>Registered manifests as they are stored.</summary>
[GenerateSerializer]
internal sealed class StoredRegistry
{
    /// <summary>Counts changes. 0 is what nobody knows anything of, so a registry begins with 1.</summary>
    [Id(0)]
    public long Version { get; set; } = 1;

    /// <summary>Manifests as JSON, by agent.</summary>
    [Id(1)]
    public Dictionary<string, string> Manifests { get; set; } = [];

    /// <summary>Tiers that operators have set, by agent.</summary>
    [Id(2)]
    public Dictionary<string, AgentTier> Tiers { get; set; } = [];
}

/// <summary>The manifests that come with the program.</summary>
public sealed record ProgramManifests(IReadOnlyList<AgentManifest> Manifests);
