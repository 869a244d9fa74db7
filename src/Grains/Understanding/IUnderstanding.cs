using System.Collections.Immutable;
using System.Text.Json;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Understanding;

/// <summary>Finds out what an utterance asks for and what it tells. Deterministic: the same utterance and manifests give the same result.</summary>
public interface IUnderstanding
{
    /// <summary>Reads an utterance; takes less than a millisecond once the model of a manifest set is built.</summary>
    Understood Understand(Utterance utterance, ManifestSet manifests);

    /// <summary>Reads a message that follows a question. If it answers, both together are what is asked for and told; if not, it stands alone.</summary>
    /// <param name="earlier">What was said before the question was put, with earlier answers on lines of their own.</param>
    /// <param name="answer">What was said after it.</param>
    /// <param name="question">What was asked for.</param>
    /// <param name="manifests">As for <see cref="Understand"/>.</param>
    Understood Answer(Utterance earlier, Utterance answer, OpenQuestion question, ManifestSet manifests);

    /// <summary>The skills that come nearest to what is said, best first, however little they fit: what a language model is offered among hundreds. None from an
    /// understanding that does not rank.</summary>
    ImmutableArray<ScoredSkill> Retrieve(Utterance utterance, ManifestSet manifests, int count) => [];
}

/// <summary>What a person said, and where and when.</summary>
/// <param name="Text">The words, as they came.</param>
/// <param name="Language">The language of the page, such as zh-CN; the words may be in another.</param>
/// <param name="TimeZone">The person's time zone.</param>
/// <param name="Now">When it was said.</param>
public sealed record Utterance(string Text, string Language, TimeZoneInfo TimeZone, DateTimeOffset Now);

/// <summary>What an utterance asks for and tells.</summary>
/// <param name="Language">zh or en: the language of the words, and so of the answer.</param>
/// <param name="Goals">In the order of the utterance; at least one.</param>
/// <param name="Facts">What it tells, in its order.</param>
public sealed record Understood(string Language, ImmutableArray<Goal> Goals, ImmutableArray<Fact> Facts)
{
    /// <summary>Numbers that could be amounts and were not understood.</summary>
    public ImmutableArray<UnreadNumber> Unread { get; init; } = [];
}

/// <summary>A number of which nobody knows what it counts.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Goal">Index of the goal within whose part it stands.</param>
public sealed record UnreadNumber(string Text, int Goal);

/// <summary>One thing that is asked for.</summary>
/// <param name="Text">The part of the utterance.</param>
/// <param name="Skills">The skills that fit, best first; empty if nothing fits.</param>
public sealed record Goal(string Text, ImmutableArray<ScoredSkill> Skills)
{
    /// <summary>Whether it asks for nothing: a greeting, thanks.</summary>
    public bool IsTalk { get; init; }

    /// <summary>A skill of another agent that the words speak for too, though one fits better: what a class costs, and what each pays. Null if there is none.</summary>
    public SkillRef? Beside { get; init; }
}

/// <summary>A skill and how well it fits, 0 to 1.</summary>
public sealed record ScoredSkill(SkillRef Skill, double Score);

/// <summary>Something that an utterance tells.</summary>
/// <param name="Semantic">The type, as in <see cref="Semantics"/>.</param>
/// <param name="Role">Which of several, such as origin; null if the words do not say.</param>
/// <param name="Value">The value, as skills take it.</param>
/// <param name="Text">The words that say it.</param>
/// <param name="Goal">Index of the goal within whose part it stands.</param>
public sealed record Fact(string Semantic, string? Role, JsonElement Value, string Text, int Goal);
