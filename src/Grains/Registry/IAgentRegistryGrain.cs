using Orleans.Concurrency;
using OrleansAgents.Grains.Agents;

namespace OrleansAgents.Grains.Registry;

/// <summary>The manifests of all agents; there is one registry. Every silo keeps a copy to read from.</summary>
public interface IAgentRegistryGrain : IGrainWithIntegerKey
{
    /// <summary>The manifests, if they differ from those of a version; null if they do not.</summary>
    Task<RegisteredManifests?> Read(long knownVersion);

    /// <summary>Adds a manifest, or replaces the one of the same agent.</summary>
    /// <exception cref="ArgumentException">The text is no manifest.</exception>
    Task<long> Register(string manifestJson);

    /// <summary>Removes an agent. False if there is none of this id.</summary>
    Task<bool> Remove(string agent);

    /// <summary>Sets how far an agent is trusted, built-in or registered.</summary>
    /// <returns>The registry's version; null if there is no such agent.</returns>
    Task<long?> SetTier(string agent, AgentTier tier);

    /// <summary>Asks to be told of changes, until <see cref="RegistryLimits.HintsFor"/> after the last such call.</summary>
    Task Subscribe(IManifestHints hints);
}

/// <summary>Hears of changed manifests.</summary>
public interface IManifestHints : IGrainObserver
{
    /// <summary>The registry has another version.</summary>
    [OneWay]
    Task Changed(long version);
}

/// <summary>All manifests of a version, and the tiers of their agents.</summary>
/// <param name="Version">Counts changes.</param>
/// <param name="ManifestsJson">Those that were registered at run time.</param>
/// <param name="Tiers">What operators have set, by agent; null from a silo of a version that knows no tiers, where every agent has the one that agents begin with.</param>
[GenerateSerializer, Immutable]
public sealed record RegisteredManifests([property: Id(0)] long Version, [property: Id(1)] IReadOnlyList<string> ManifestsJson, [property: Id(2)] Dictionary<string, AgentTier>? Tiers);

/// <summary>Bounds of the registry.</summary>
public static class RegistryLimits
{
    /// <summary>Agents that can be registered; a router over more would need an index of its own.</summary>
    public const int AgentsMax = 1_000;

    /// <summary>Hints end this long after the last request for them.</summary>
    public static readonly TimeSpan HintsFor = TimeSpan.FromMinutes(2);

    /// <summary>A silo asks for changes this often, in case a hint was lost.</summary>
    public static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(30);
}
