using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrleansAgents.TestKit.Servers;

namespace OrleansAgents.EndToEnd.Tests.Support;

/// <summary>An OpenID Connect issuer as far as a service sees one: discovery, keys, and tokens signed with them.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    public const string Audience = "assistant-api";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly WebApplication _app;

    private Issuer(WebApplication app) => _app = app;

    /// <summary>Its address, which is also its name.</summary>
    public string Authority { get; private set; } = "";

    private RsaSecurityKey Key => new(_rsa) { KeyId = "k1" };

    public static async Task<Issuer> StartAsync()
    {
        Issuer issuer = new(LoopbackWeb.Make());
        issuer._app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = issuer.Authority,
            ["jwks_uri"] = $"{issuer.Authority}/keys",
            ["authorization_endpoint"] = $"{issuer.Authority}/authorize",
            ["token_endpoint"] = $"{issuer.Authority}/token",
            ["response_types_supported"] = new[] { "code" },
            ["subject_types_supported"] = new[] { "public" },
            ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
        }));
        issuer._app.MapGet("/keys", () =>
        {
            var key = issuer._rsa.ExportParameters(includePrivateParameters: false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = "k1", n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) } } });
        });
        await issuer._app.StartAsync();
        issuer.Authority = issuer._app.Urls.First();
        return issuer;
    }

    /// <summary>A token of the person "ann"; what is given differs from a good one.</summary>
    public string Token(string audience = Audience, DateTime? expires = null, SecurityKey? key = null, params (string Name, object Value)[] claims)
        => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Authority,
            Audience = audience,
            NotBefore = DateTime.UtcNow.AddHours(-2),
            Expires = expires ?? DateTime.UtcNow.AddHours(1),
            SigningCredentials = new SigningCredentials(key ?? Key, SecurityAlgorithms.RsaSha256),
            Claims = new Dictionary<string, object> { ["sub"] = "ann", ["scope"] = "openid chat" }.Concat(claims.Select(static claim => KeyValuePair.Create(claim.Name, claim.Value))).ToDictionary(),
        });

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }
}
