using System.Text.Json;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Gateway;

/// <summary>A manifest as the API shows it: without vocabularies, which are long and for the router alone, and without the address, which is the operator's.</summary>
internal sealed record AgentView(
    string Id, string Owner, string Version, LocalizedText Name, LocalizedText Description, string Endpoint, IReadOnlyList<SkillView> Skills)
{
    /// <summary>How far operators trust it; for operators alone.</summary>
    public string? Tier { get; init; }

    /// <summary>How its skills do; for operators alone.</summary>
    public IReadOnlyList<SkillStanding>? Standing { get; init; }

    public static AgentView Of(AgentManifest manifest) => new(
        manifest.Id, manifest.Owner, manifest.Version, manifest.Name, manifest.Description, Camel(manifest.Endpoint.Kind), [.. manifest.Skills.Select(SkillView.Of)]);

    internal static string Camel<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>A skill as the API shows it.</summary>
internal sealed record SkillView(
    string Id, LocalizedText Title, LocalizedText Description, SkillExamples Examples, JsonElement Input, JsonElement Output, string Effect, string Repetition, string? Inverse, int LatencyMilliseconds)
{
    public static SkillView Of(SkillManifest skill) => new(
        skill.Id, skill.Title, skill.Description, skill.Examples, skill.Input, skill.Output, AgentView.Camel(skill.Effect), AgentView.Camel(skill.Repetition), skill.Inverse, skill.LatencyMilliseconds);
}

/// <summary>How a skill does.</summary>
/// <param name="Skill">Its id.</param>
/// <param name="Tier">The agent's tier, or a lower one that is all the score allows.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Calls">Calls that still count; older ones count less.</param>
/// <param name="Failures">Those that failed by the agent's fault.</param>
/// <param name="AverageMilliseconds">What they took.</param>
internal sealed record SkillStanding(string Skill, string Tier, double Score, double Calls, double Failures, double AverageMilliseconds);

/// <summary>What of an agent an operator can change.</summary>
internal sealed record AgentChange(AgentTier? Tier);

/// <summary>All agents.</summary>
internal sealed record AgentList(IReadOnlyList<AgentView> Items, string Version);

/// <summary>The registry's version after a change.</summary>
internal sealed record RegistryVersion(long Version);
