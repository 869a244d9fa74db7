namespace OrleansAgents.Grains.Users;

/// <summary>Time zones by their ids, as profiles and callers name them.</summary>
internal static class TimeZones
{
    /// <summary>
    /// The zone of an IANA id. One that this machine does not know is no reason to answer nothing: a profile may have been written where more zones are known. It is taken for the zone of
    /// somebody who has chosen none.
    /// </summary>
    public static TimeZoneInfo Of(string id)
        => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) || TimeZoneInfo.TryFindSystemTimeZoneById(new UserProfile().TimeZone, out zone) ? zone : TimeZoneInfo.Utc;
}
