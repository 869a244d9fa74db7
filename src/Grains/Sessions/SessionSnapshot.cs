using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansAgents.Grains.Intents;

namespace OrleansAgents.Grains.Sessions;

/// <summary>What a session must know beside its events: written with each append that changes it, so that it never tells another story than the events.</summary>
internal sealed record SessionSnapshot
{
    /// <summary>The turn that runs; null while the session rests.</summary>
    public TurnTicket? Running { get; init; }

    /// <summary>Turns that wait, the next one first. Settable because generated code would give an init-only property that is absent no value at all, instead of an empty queue.</summary>
    public ImmutableArray<TurnTicket> Waiting { get; set; } = [];

    /// <summary>What the last turn has asked; the next one answers it.</summary>
    public AskedQuestion? Question { get; init; }

    public static SessionSnapshot Read(byte[]? json) => json is null ? new() : JsonSerializer.Deserialize(json, SessionSnapshotContext.Default.SessionSnapshot) ?? new();

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, SessionSnapshotContext.Default.SessionSnapshot);
}

/// <summary>A turn that runs or waits. Its words are in the log.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Attempt">Counts from 1 when it starts; 0 while it waits.</param>
/// <param name="Language">The language of the page that asked.</param>
/// <param name="TimeZone">The person's time zone.</param>
/// <param name="Answers">The question that it may answer.</param>
/// <param name="After">Its attempt's events have greater numbers than this.</param>
internal sealed record TurnTicket(string TurnId, int Attempt, string Language, string TimeZone, AskedQuestion? Answers = null, long After = 0);

/// <summary>A question, with the turns whose messages led to it.</summary>
internal sealed record AskedQuestion(string Semantic, string? Role, ImmutableArray<string> Turns)
{
    /// <summary>As many messages as one need may be told in; older ones are forgotten.</summary>
    public const int TurnsMax = 4;

    public OpenQuestion With(string text) => new(Semantic, Role, text);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SessionSnapshot))]
internal sealed partial class SessionSnapshotContext : JsonSerializerContext;
