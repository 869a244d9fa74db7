using OrleansAgents.Grains.Agents.Memory;

namespace OrleansAgents.Grains.Users;

/// <summary>A person; the key is a <see cref="UserKey"/>.</summary>
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>What the person has chosen; the defaults for somebody new.</summary>
    Task<UserProfile> GetProfile();

    /// <summary>Keeps what the person has chosen.</summary>
    /// <exception cref="ArgumentException">The time zone is unknown, or the language is neither Chinese nor English.</exception>
    Task SetProfile(UserProfile profile);

    /// <summary>Takes one message from the person's quota; false if it is used up, with the time after which there is one again.</summary>
    Task<QuotaReply> TakeMessage();

    /// <summary>Keeps something that the person wants remembered; what is kept already stays as it is, so that a call made twice changes nothing.</summary>
    /// <returns>All that is kept; null if there is no room for more (<see cref="PreferenceLimits"/>).</returns>
    Task<IReadOnlyList<Preference>?> Remember(Preference preference);

    /// <summary>All that is kept, oldest first.</summary>
    Task<IReadOnlyList<Preference>> Recall();

    /// <summary>Drops what has these texts.</summary>
    Task Forget(IReadOnlyList<string> texts);
}

/// <summary>What a person has chosen.</summary>
/// <param name="Language">zh-CN or en.</param>
/// <param name="TimeZone">An IANA id.</param>
[GenerateSerializer, Immutable]
public sealed record UserProfile([property: Id(0)] string Language = "zh-CN", [property: Id(1)] string TimeZone = "Asia/Shanghai");

/// <summary>Whether a message may be sent now.</summary>
[GenerateSerializer, Immutable]
public readonly record struct QuotaReply([property: Id(0)] bool Granted, [property: Id(1)] TimeSpan RetryAfter);

/// <summary>Bounds of what is remembered of a person: it is read whole at every use.</summary>
public static class PreferenceLimits
{
    /// <summary>Texts; more than anybody tells of themselves.</summary>
    public const int TextsMax = 200;

    /// <summary>Characters of a text: two sentences.</summary>
    public const int CharactersMax = 300;
}
