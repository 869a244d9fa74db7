using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Agents;

/// <summary>A call of a skill for a user.</summary>
[GenerateSerializer, Immutable]
public sealed record SkillCall
{
    [Id(0)] public required SkillRef Skill { get; init; }

    /// <summary>A JSON object, as the skill's input schema says.</summary>
    [Id(1)] public required string ArgumentsJson { get; init; }

    /// <summary>For whom: the key of the user's grain.</summary>
    [Id(2)] public required string User { get; init; }

    /// <summary>The language of the answer's texts, such as zh-CN.</summary>
    [Id(3)] public required string Language { get; init; }

    /// <summary>The user's time zone, an IANA id.</summary>
    [Id(4)] public required string TimeZone { get; init; }

    /// <summary>How long the answer is waited for, counted from the arrival of the call.</summary>
    [Id(5)] public required TimeSpan Deadline { get; init; }

    /// <summary>Names the step for which the call is made: turn and step.</summary>
    [Id(6)] public required string Purpose { get; init; }
}

/// <summary>What became of a call.</summary>
[GenerateSerializer, Immutable]
public sealed record SkillReply
{
    /// <summary>Why there is no output; null if there is.</summary>
    [Id(0)] public SkillFailure? Failure { get; init; }

    /// <summary>What went wrong, for the person who asked; null if nothing did.</summary>
    [Id(1)] public LocalizedText? Message { get; init; }

    /// <summary>A JSON object, as the skill's output schema says; null if it failed.</summary>
    [Id(2)] public string? OutputJson { get; init; }

    /// <summary>JSON objects to be drawn, each with a <c>kind</c>.</summary>
    [Id(3)] public IReadOnlyList<string> Cards { get; init; } = [];

    /// <summary>The output in a sentence or two, plain text; null if the agent leaves it to the assistant.</summary>
    [Id(4)] public LocalizedText? Say { get; init; }

    /// <summary>A reply without output.</summary>
    public static SkillReply Failed(SkillFailure failure, LocalizedText message) => new() { Failure = failure, Message = message };
}

/// <summary>Why a skill gave no output. The list is closed: whatever an agent does, it ends as one of these.</summary>
public enum SkillFailure
{
    /// <summary>The agent did not answer in time; a late answer is dropped.</summary>
    DeadlineExceeded,

    /// <summary>The agent threw.</summary>
    Faulted,

    /// <summary>The agent's answer is not what its manifest promises.</summary>
    InvalidOutput,

    /// <summary>The agent's answer is larger than allowed.</summary>
    OutputTooLarge,

    /// <summary>The arguments are not what the manifest asks for.</summary>
    InvalidArguments,

    /// <summary>The agent has as many calls as it may have.</summary>
    Overloaded,

    /// <summary>The agent has failed so often that it is left alone for a while.</summary>
    Unavailable,

    /// <summary>The user has not allowed this.</summary>
    Denied,

    /// <summary>There is no such agent or skill.</summary>
    Unknown,

    /// <summary>The agent answered that it has nothing: the place does not exist, the dish is not known.</summary>
    NotFound,

    /// <summary>The caller gave up.</summary>
    Cancelled,
}
