using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace OrleansAgents.Grains.Manifests;

/// <summary>The manifests that are known at one moment: immutable, and named by a hash of their contents.</summary>
public sealed class ManifestSet
{
    private readonly FrozenDictionary<SkillRef, (AgentManifest Agent, SkillManifest Skill)> _skills;

    private ManifestSet(ImmutableArray<AgentManifest> agents, string hash)
    {
        Agents = agents;
        Hash = hash;
        _skills = agents
            .SelectMany(static agent => agent.Skills.Select(skill => KeyValuePair.Create(new SkillRef(agent.Id, skill.Id), (agent, skill))))
            .ToFrozenDictionary();
    }

    /// <summary>No manifest.</summary>
    public static ManifestSet Empty { get; } = Create([]);

    /// <summary>Ordered by id.</summary>
    public ImmutableArray<AgentManifest> Agents { get; }

    /// <summary>The same wherever the same manifests are known.</summary>
    public string Hash { get; }

    /// <summary>Makes a set of manifests that have been checked one by one.</summary>
    /// <exception cref="ManifestException">Two have the same id.</exception>
    public static ManifestSet Create(IEnumerable<AgentManifest> agents)
    {
        ArgumentNullException.ThrowIfNull(agents);
        var ordered = agents.OrderBy(static agent => agent.Id, StringComparer.Ordinal).ToImmutableArray();
        for (var index = 1; index < ordered.Length; index++)
        {
            if (ordered[index].Id == ordered[index - 1].Id)
            {
                throw new ManifestException(ordered[index].Id, "id", $"two manifests have the id '{ordered[index].Id}'; ids are unique.");
            }
        }

        var text = string.Join('\n', ordered.Select(ManifestJson.Write));
        return new ManifestSet(ordered, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]);
    }

    /// <summary>Finds a skill and its agent.</summary>
    public bool TryGet(SkillRef skill, [NotNullWhen(true)] out AgentManifest? agent, [NotNullWhen(true)] out SkillManifest? manifest)
    {
        var found = _skills.TryGetValue(skill, out var entry);
        (agent, manifest) = entry;
        return found;
    }
}

/// <summary>A manifest that is not as it must be.</summary>
/// <param name="agent">The agent's id, as far as it is known.</param>
/// <param name="path">The place in the manifest.</param>
/// <param name="problem">What is wrong there, and how it must be.</param>
public sealed class ManifestException(string agent, string path, string problem)
    : Exception($"The manifest of agent '{agent}' is wrong at '{path}': {problem}")
{
    /// <summary>The place in the manifest, such as <c>skills[2].input</c>.</summary>
    public string Path { get; } = path;
}
