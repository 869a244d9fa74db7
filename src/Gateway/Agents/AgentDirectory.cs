using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Registry;

namespace OrleansAgents.Gateway;

/// <summary>The manifests as the API shows them, kept until the registry has another version: a list is read by every page and changes a few times a day.</summary>
internal sealed class AgentDirectory(IGrainFactory grains)
{
    private volatile AgentSnapshot _snapshot = new(-1, []);

    public async Task<AgentSnapshot> ReadAsync()
    {
        var known = _snapshot;
        if (await grains.GetGrain<IAgentRegistryGrain>(0).Read(known.Version) is { } changed)
        {
            // Two readers may both do this; the result is the same.
            _snapshot = known = new AgentSnapshot(changed.Version, [.. changed.ManifestsJson.Select(ManifestJson.Read).Select(AgentView.Of)]);
        }

        return known;
    }
}

/// <summary>All agents of a version of the registry.</summary>
internal sealed record AgentSnapshot(long Version, IReadOnlyList<AgentView> Agents);
