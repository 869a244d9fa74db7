namespace OrleansAgents.Grains.Agents.Memory;

/// <summary>What people have asked to be remembered; each person's own.</summary>
internal interface IPreferences
{
    /// <summary>Keeps a text; one that is kept already stays as it is.</summary>
    /// <returns>All that is kept; null if there is no room.</returns>
    Task<IReadOnlyList<Preference>?> RememberAsync(string user, Preference preference);

    /// <summary>All that is kept, oldest first.</summary>
    Task<IReadOnlyList<Preference>> RecallAsync(string user);

    /// <summary>Drops texts.</summary>
    Task ForgetAsync(string user, IReadOnlyList<string> texts);
}

/// <summary>A text that is kept, and since when.</summary>
[GenerateSerializer, Immutable]
public sealed record Preference([property: Id(0)] string Text, [property: Id(1)] DateTimeOffset Since);
