using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansAgents.Grains.Manifests;

/// <summary>
/// How an agent describes itself. It is all that the assistant knows of an agent: registering a manifest makes it routed to and planned with.
/// As JSON the names are in camel case.
/// </summary>
public sealed record AgentManifest
{
    /// <summary>Lower-case letters, digits and dashes.</summary>
    public required string Id { get; init; }

    /// <summary>Whoever answers for the agent.</summary>
    public required string Owner { get; init; }

    /// <summary>Changes whenever the manifest does.</summary>
    public required string Version { get; init; }

    public required LocalizedText Name { get; init; }

    public required LocalizedText Description { get; init; }

    public required AgentEndpoint Endpoint { get; init; }

    public required IReadOnlyList<SkillManifest> Skills { get; init; }

    /// <summary>Words by which people name the values that this agent knows, such as dishes or places.</summary>
    public IReadOnlyList<Vocabulary> Vocabularies { get; init; } = [];
}

/// <summary>Where an agent is.</summary>
/// <param name="Kind">How it is spoken to.</param>
/// <param name="Address">Its address, as its kind says; null for agents of this process.</param>
public sealed record AgentEndpoint(EndpointKind Kind, string? Address = null);

/// <summary>How an agent is spoken to.</summary>
public enum EndpointKind
{
    /// <summary>A handler registered in the silo's process.</summary>
    Grain,

    /// <summary>An MCP server. The address is its URL, which the operator's settings must allow, or the name under which those settings have it; a manifest never says what is started.</summary>
    Mcp,
}

/// <summary>Something that an agent can do.</summary>
public sealed record SkillManifest
{
    /// <summary>Unique within its agent: lower-case letters, digits and underscores.</summary>
    public required string Id { get; init; }

    public required LocalizedText Title { get; init; }

    public required LocalizedText Description { get; init; }

    /// <summary>What people say when they want this; the router learns from them.</summary>
    public required SkillExamples Examples { get; init; }

    /// <summary>JSON Schema (see <see cref="SchemaCheck"/>) of an object. A property says by <c>x-semantic</c> what it means, by <c>x-role</c> which of several (origin, destination), by <c>x-data</c> its data class.</summary>
    public required JsonElement Input { get; init; }

    /// <summary>JSON Schema of an object, marked in the same way.</summary>
    public required JsonElement Output { get; init; }

    public required SkillEffect Effect { get; init; }

    public SkillRepetition Repetition { get; init; } = SkillRepetition.Neither;

    /// <summary>Whose the things are that it changes. Only agents that are part of the program may say <see cref="SkillScope.Own"/>.</summary>
    public SkillScope Scope { get; init; } = SkillScope.Shared;

    /// <summary>The skill of the same agent that undoes this one; null if nothing does.</summary>
    public string? Inverse { get; init; }

    /// <summary>
    /// Skills of the same agent that people naturally want next: after the ingredients, what they cost. A suggested skill that only reads is called too when what
    /// the person told fits it and not this one; when it is called after this one, both results are shown.
    /// </summary>
    public IReadOnlyList<string> Suggests { get; init; } = [];

    /// <summary>The name that the endpoint has for this skill, such as an MCP tool's; null if it is the id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tool { get; init; }

    /// <summary>How long it usually takes; a step's deadline is a multiple of it.</summary>
    public int LatencyMilliseconds { get; init; } = 500;

    /// <summary>Whether it is done as soon as it is asked for: it only reads, or changes nothing but the person's own notes, and may be repeated.</summary>
    [JsonIgnore]
    public bool IsFree => Effect == SkillEffect.Read || (Effect == SkillEffect.Write && Scope == SkillScope.Own && Repetition == SkillRepetition.Idempotent);
}

/// <summary>What people say when they want a skill.</summary>
public sealed record SkillExamples(IReadOnlyList<string> Zh, IReadOnlyList<string> En);

/// <summary>What a skill changes.</summary>
public enum SkillEffect
{
    /// <summary>Nothing.</summary>
    Read,

    /// <summary>Something that is not money.</summary>
    Write,

    /// <summary>Money.</summary>
    Pay,
}

/// <summary>Whose the things are that a skill changes.</summary>
public enum SkillScope
{
    /// <summary>Somebody else's too: it needs the person's confirmation.</summary>
    Shared,

    /// <summary>The person's own notes with this assistant. If it is idempotent as well, it is done when it is asked for.</summary>
    Own,
}

/// <summary>What may be done when it is unknown whether a skill has run.</summary>
public enum SkillRepetition
{
    /// <summary>It is shown as unknown and never repeated.</summary>
    Neither,

    /// <summary>It may be called again.</summary>
    Idempotent,

    /// <summary>The agent can be asked.</summary>
    Queryable,
}

/// <summary>Words for the values of one semantic type.</summary>
public sealed record Vocabulary(string Semantic, IReadOnlyList<VocabularyTerm> Terms);

/// <summary>A value, and how it is called.</summary>
/// <param name="Value">The value as skills take it.</param>
/// <param name="Zh">Chinese names.</param>
/// <param name="En">English names, without regard to case.</param>
public sealed record VocabularyTerm(JsonElement Value, IReadOnlyList<string> Zh, IReadOnlyList<string> En)
{
    /// <summary>Names of the values that it can mean, if it can mean several and must be asked about; null if it is clear enough.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? OneOf { get; init; }
}

/// <summary>Names a skill: <c>agent.skill</c>.</summary>
[GenerateSerializer, Immutable]
public readonly record struct SkillRef([property: Id(0)] string Agent, [property: Id(1)] string Skill)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Agent}.{Skill}";
}
