using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Registry;

namespace OrleansAgents.Gateway;

/// <summary>The manifests as the API shows them: those of the program and those that were registered, made anew only when the silo's copy has changed.</summary>
internal sealed class AgentDirectory(IManifestSource manifests)
{
    private volatile AgentSnapshot _snapshot = AgentSnapshot.Of(ManifestSet.Empty);

    /// <summary>Agents of every tier.</summary>
    public ManifestSet ReadAll() => manifests.Registered;

    public AgentSnapshot Read()
    {
        var current = manifests.Current;
        var known = _snapshot;
        if (!ReferenceEquals(known.Manifests, current))
        {
            // Two readers may both do this; the result is the same.
            _snapshot = known = AgentSnapshot.Of(current);
        }

        return known;
    }
}

/// <summary>All agents of one set of manifests.</summary>
internal sealed record AgentSnapshot(ManifestSet Manifests, IReadOnlyList<AgentView> Agents)
{
    public static AgentSnapshot Of(ManifestSet manifests) => new(manifests, [.. manifests.Agents.Select(AgentView.Of)]);
}
