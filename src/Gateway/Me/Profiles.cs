using OrleansAgents.Grains.Users;

namespace OrleansAgents.Gateway;

/// <summary>What a person has chosen, where a request does not say it.</summary>
internal sealed class Profiles(IGrainFactory grains)
{
    /// <summary>The language and time zone for a request.</summary>
    public async Task<(string Language, string TimeZone)> OfAsync(string user, string? language, string? timeZone)
    {
        if (language is not null && timeZone is not null)
        {
            return (language, timeZone);
        }

        var profile = await grains.GetGrain<IUserGrain>(user).GetProfile();
        return (language ?? profile.Language, timeZone ?? profile.TimeZone);
    }
}
