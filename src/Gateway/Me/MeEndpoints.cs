using OrleansAgents.Grains.Users;

namespace OrleansAgents.Gateway;

/// <summary>Who I am, and what I have chosen.</summary>
internal static class MeEndpoints
{
    private const string Tag = "me";

    public static void MapMe(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/v1/me").RequireAuthorization(Scopes.Chat);
        group.MapGet("/", GetAsync).Describe("getMe", Tag, "The caller's profile.").Gives<Profile>().Refuses(401, 403);
        group.MapPut("/", PutAsync).Describe("putMe", Tag, "Changes the caller's language and time zone.")
            .Takes<ProfileChange>().Gives<Profile>().Refuses(400, 401, 403, 413, 415);
    }

    private static async Task<IResult> GetAsync(HttpContext context, IGrainFactory grains)
    {
        var caller = Caller.Of(context);
        return View(caller, await grains.GetGrain<IUserGrain>(caller.User).GetProfile());
    }

    private static async Task<IResult> PutAsync(HttpContext context, IGrainFactory grains)
    {
        if (!(await JsonBody.ReadAsync(context, GatewayJson.Context.ProfileChange)).IsValid(out var body, out var problem))
        {
            return problem;
        }

        if ((TextChecks.Language(body.Language) ?? TextChecks.TimeZone(body.TimeZone)) is { } wrong)
        {
            return wrong;
        }

        var caller = Caller.Of(context);
        UserProfile profile = new(body.Language!, body.TimeZone!);
        await grains.GetGrain<IUserGrain>(caller.User).SetProfile(profile);
        return View(caller, profile);
    }

    private static Answer View(Caller caller, UserProfile profile)
        => Answer.Ok(new Profile(caller.User, caller.Tenant, caller.Subject, caller.Scopes, profile.Language, profile.TimeZone), GatewayJson.Context.Profile);
}

/// <summary>Who somebody is, and what they have chosen.</summary>
internal sealed record Profile(string User, string Tenant, string Subject, IReadOnlyList<string> Scopes, string Language, string TimeZone);

/// <summary>What somebody chooses.</summary>
internal sealed record ProfileChange(string? Language = null, string? TimeZone = null);
