namespace OrleansAgents.Grains.Intents;

/// <summary>The gateway grain: understands what a person wants, plans it, and fans the steps out to agents. A stateless worker.</summary>
public interface IIntentGatewayGrain : IGrainWithIntegerKey
{
    /// <summary>Begins a turn and returns at once; what happens comes back to the session as events.</summary>
    Task<TurnStart> Start(TurnRequest request);

    /// <summary>Stops a turn if it runs on this silo. Lost, it does no harm: the session refuses the turn's next events.</summary>
    Task Stop(string session, string turnId);
}

/// <summary>A turn to run.</summary>
[GenerateSerializer, Immutable]
public sealed record TurnRequest
{
    /// <summary>The session's key.</summary>
    [Id(0)] public required string Session { get; init; }

    [Id(1)] public required string TurnId { get; init; }

    [Id(2)] public required int Attempt { get; init; }

    /// <summary>What the person wrote.</summary>
    [Id(3)] public required string Text { get; init; }

    [Id(4)] public required string Language { get; init; }

    [Id(5)] public required string TimeZone { get; init; }

    /// <summary>The message that asked for what is still open; null if this message begins something new.</summary>
    [Id(6)] public OpenQuestion? Question { get; init; }
}

/// <summary>A question that the last turn has put, and that this message may answer.</summary>
[GenerateSerializer, Immutable]
public sealed record OpenQuestion([property: Id(0)] string Semantic, [property: Id(1)] string? Role, [property: Id(2)] string Text);

/// <summary>Whether a turn has begun.</summary>
public enum TurnStart
{
    /// <summary>It runs.</summary>
    Started,

    /// <summary>This silo runs as many turns as it may.</summary>
    Overloaded,
}
