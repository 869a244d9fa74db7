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
}

/// <summary>What a person has chosen.</summary>
/// <param name="Language">zh-CN or en.</param>
/// <param name="TimeZone">An IANA id.</param>
[GenerateSerializer, Immutable]
public sealed record UserProfile([property: Id(0)] string Language = "zh-CN", [property: Id(1)] string TimeZone = "Asia/Shanghai");

/// <summary>Whether a message may be sent now.</summary>
[GenerateSerializer, Immutable]
public readonly record struct QuotaReply([property: Id(0)] bool Granted, [property: Id(1)] TimeSpan RetryAfter);
