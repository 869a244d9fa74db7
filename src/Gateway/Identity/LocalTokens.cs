using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OrleansAgents.Gateway;

/// <summary>Makes tokens with the local key.</summary>
internal sealed class LocalTokens(LocalKey key, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new();

    public LocalToken Create(string tenant, string subject, string scope, TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        var expires = DateTimeOffset.FromUnixTimeSeconds(now.Add(lifetime).ToUnixTimeSeconds());
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenClaims.LocalIssuer,
            Audience = TokenClaims.LocalIssuer,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = expires.UtcDateTime,
            SigningCredentials = key.Signing,
            Claims = new Dictionary<string, object>
            {
                ["sub"] = subject,
                [TokenClaims.Tenant] = tenant,
                [TokenClaims.Scope] = scope,
                ["jti"] = Guid.CreateVersion7().ToString("N"),
            },
        });
        return new LocalToken(token, expires);
    }
}

/// <summary>A signed token and when it ends.</summary>
internal sealed record LocalToken(string Text, DateTimeOffset ExpiresAt);
