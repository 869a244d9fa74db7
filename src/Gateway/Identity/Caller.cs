using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using Microsoft.IdentityModel.Tokens;
using OrleansAgents.Grains;

namespace OrleansAgents.Gateway;

/// <summary>Who makes a request. It comes from the token alone; nothing in a request can name another owner.</summary>
/// <param name="User">The key of the user's grain.</param>
/// <param name="Tenant">Whose subject it is.</param>
/// <param name="Subject">The person or service.</param>
/// <param name="Scopes">What the token allows.</param>
/// <param name="ExpiresAt">When it ends; streams end with it.</param>
internal sealed record Caller(string User, string Tenant, string Subject, ImmutableArray<string> Scopes, DateTimeOffset ExpiresAt)
{
    /// <summary>The caller of a request that has passed authorization.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? throw new InvalidOperationException($"{context.Request.Path} is served without authorization, and asks who the caller is.");

    /// <summary>Reads a valid token's claims.</summary>
    /// <exception cref="TokenClaimsException">One is missing or unusable.</exception>
    public static Caller From(ClaimsPrincipal principal, string tenantClaim, string? absentTenant)
    {
        var subject = principal.FindFirstValue("sub");
        var tenant = principal.FindFirstValue(tenantClaim) ?? absentTenant;
        if (string.IsNullOrEmpty(subject) || string.IsNullOrEmpty(tenant))
        {
            throw new TokenClaimsException($"The token has sub '{subject}' and {tenantClaim} '{tenant}'; it must have both.");
        }

        if (absentTenant is not null && tenant is TokenClaims.GuestTenant or TokenClaims.AnyTenant)
        {
            throw new TokenClaimsException($"The token's tenant is '{tenant}', which only tokens of this installation may name.");
        }

        if (!long.TryParse(principal.FindFirstValue("exp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            throw new TokenClaimsException("The token has no exp; it must end some time.");
        }

        try
        {
            return new Caller(UserKey.Encode(tenant, subject), tenant, subject, ScopesOf(principal), DateTimeOffset.FromUnixTimeSeconds(seconds));
        }
        catch (ArgumentException problem)
        {
            throw new TokenClaimsException($"The token's sub cannot be a user: {problem.Message}");
        }
    }

    /// <summary>Whether this service may act for a user.</summary>
    public bool ActsFor(string user) => Tenant == TokenClaims.AnyTenant || (UserKey.TryDecode(user, out var tenant, out _) && tenant == Tenant);

    private static ImmutableArray<string> ScopesOf(ClaimsPrincipal principal) => [.. principal.Claims
        .Where(static claim => claim.Type is TokenClaims.Scope or TokenClaims.ShortScope)
        .SelectMany(static claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Distinct()];
}

/// <summary>A token that is signed and in time, and says too little.</summary>
internal sealed class TokenClaimsException(string message) : SecurityTokenException(message);
