using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OrleansAgents.Gateway;

/// <summary>Says why a token was refused. The answer names what the holder of a token knows anyway, and nothing of the keys.</summary>
internal static class TokenRefusal
{
    public static Problem Of(Exception? failure, string? token, string expectedAudience)
    {
        if (failure is null || token is null)
        {
            return Unauthorized("token-missing", "The request has no token; send Authorization: Bearer <token>. POST /v1/guests gives one to anybody.");
        }

        if (Read(token) is not { } read)
        {
            return Unauthorized("token-malformed", "The token is no JSON Web Token of three parts; send it as it was issued.");
        }

        return failure switch
        {
            TokenClaimsException => Unauthorized("token-claims", failure.Message),
            SecurityTokenExpiredException expired => Unauthorized("token-expired", $"The token ended at {Iso(expired.Expires)}; get a new one."),
            SecurityTokenNoExpirationException => Unauthorized("token-claims", "The token has no exp; it must end some time."),
            SecurityTokenNotYetValidException early => Unauthorized("token-not-yet-valid", $"The token begins at {Iso(early.NotBefore)}; wait, or set the clock of its issuer."),
            SecurityTokenInvalidAudienceException => Unauthorized("token-audience", $"The token is for '{string.Join(' ', read.Audiences)}'; it must be for '{expectedAudience}'."),
            SecurityTokenInvalidIssuerException => Unauthorized("token-issuer", $"The token is of '{read.Issuer}', which is not trusted here."),
            _ when !IsSigned(read) => Unauthorized("token-algorithm", $"The token's algorithm is '{read.Alg}'; tokens are signed with a private key, for example with {SecurityAlgorithms.EcdsaSha256}."),
            _ => Unauthorized("token-signature", "The token's signature does not fit its text and any known key; get a new one."),
        };
    }

    /// <summary>Signed with a key pair. Neither no signature at all nor one with a shared secret, such as the public key's text, counts.</summary>
    private static bool IsSigned(JsonWebToken token) => token.Alg is [('E' or 'R' or 'P'), 'S', ..];

    private static JsonWebToken? Read(string token)
    {
        try
        {
            return new JsonWebToken(token);
        }
        catch (Exception problem) when (problem is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private static string Iso(DateTime? time) => time?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? "a time that it does not say";

    private static Problem Unauthorized(string code, string detail) => new(StatusCodes.Status401Unauthorized, code, detail);
}
