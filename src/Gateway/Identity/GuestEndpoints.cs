using Microsoft.Extensions.Options;
using OrleansAgents.Grains;

namespace OrleansAgents.Gateway;

/// <summary>Guests: everybody can begin without an account.</summary>
internal static class GuestEndpoints
{
    public static void MapGuests(this IEndpointRouteBuilder endpoints) => endpoints
        .MapPost("/v1/guests", Mint)
        .AllowAnonymous()
        .Describe("createGuest", "guests", "A token of a new guest.")
        .Gives<GuestToken>(StatusCodes.Status201Created)
        .Refuses(StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

    private static IResult Mint(HttpContext context, LocalTokens tokens, GuestRate rate, IOptions<GuestOptions> options)
    {
        if (!options.Value.Enabled)
        {
            return new Problem(StatusCodes.Status403Forbidden, "denied", "This installation has no guests (Guests:Enabled is false); sign in.");
        }

        if (rate.Take(context.Connection.RemoteIpAddress) is { } wait)
        {
            return new Problem(StatusCodes.Status429TooManyRequests, "guest-rate", $"This address has taken as many guests as it may; there is another in {Math.Ceiling(wait.TotalSeconds)} s. A guest's token can be kept and used again.")
            {
                RetryAfter = wait,
            };
        }

        var subject = Guid.CreateVersion7().ToString("N");
        var token = tokens.Create(TokenClaims.GuestTenant, subject, Scopes.Chat, TimeSpan.FromDays(options.Value.TokenDays));
        return Answer.Of(StatusCodes.Status201Created, new GuestToken(token.Text, UserKey.Encode(TokenClaims.GuestTenant, subject), token.ExpiresAt), GatewayJson.Context.GuestToken);
    }
}

/// <summary>A guest's token.</summary>
internal sealed record GuestToken(string Token, string User, DateTimeOffset ExpiresAt);
