using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrleansAgents.EndToEnd.Tests.Support;
using OrleansAgents.Gateway;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>Who gets in, and what the others are told.</summary>
[Collection(SharedGateway.Name)]
public sealed class TokenTests(GatewayFixture fixture)
{
    private LocalKey Key => fixture.Gateway.Services.GetRequiredService<LocalKey>();

    [Fact]
    public async Task Request_WithoutToken_Is401WithTheScheme()
    {
        using var client = fixture.Gateway.ClientWith(null);
        var reply = await client.GetAsync("/v1/me");
        reply.AssertProblem(401, "token-missing");
        Assert.Equal("Bearer", reply.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task Request_WithTextThatIsNoToken_SaysSo() => await AssertRefusedAsync("hello", "token-malformed");

    [Fact]
    public async Task Request_AfterTheEnd_SaysWhenItWas()
        => Assert.Contains("Z", await AssertRefusedAsync(Make(expires: DateTime.UtcNow.AddHours(-1)), "token-expired"), StringComparison.Ordinal);

    [Fact]
    public async Task Request_BeforeTheBeginning_SaysSo() => await AssertRefusedAsync(Make(notBefore: DateTime.UtcNow.AddMinutes(30)), "token-not-yet-valid");

    [Fact]
    public async Task Request_ForAnotherAudience_NamesBoth()
        => Assert.Contains("'other'", await AssertRefusedAsync(Make(audience: "other"), "token-audience"), StringComparison.Ordinal);

    [Fact]
    public async Task Request_OfAnotherIssuer_SaysSo() => await AssertRefusedAsync(Make(issuer: "other"), "token-issuer");

    [Fact]
    public async Task Request_WithoutTenant_SaysSo() => await AssertRefusedAsync(Make(tenant: null), "token-claims");

    [Fact]
    public async Task Request_SignedByAnotherKeyOfTheSameName_IsRefused()
    {
        using var forged = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await AssertRefusedAsync(Make(signing: new SigningCredentials(new ECDsaSecurityKey(forged) { KeyId = Key.SecurityKey.KeyId }, SecurityAlgorithms.EcdsaSha256)), "token-signature");
    }

    [Fact]
    public async Task Request_WithAChangedPayload_IsRefused()
    {
        var parts = Make().Split('.');
        var payload = Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(parts[1])).Replace("\"chat\"", "\"admin\"", StringComparison.Ordinal);
        await AssertRefusedAsync($"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}", "token-signature");
    }

    [Fact]
    public async Task Request_WithoutSignature_IsRefused()
    {
        var payload = Make().Split('.')[1];
        await AssertRefusedAsync($"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{payload}.", "token-algorithm");
    }

    [Fact]
    public async Task Request_SignedWithThePublicKeyAsSecret_IsRefused()
    {
        var secret = Encoding.UTF8.GetBytes(Key.SecurityKey.ECDsa.ExportSubjectPublicKeyInfoPem());
        await AssertRefusedAsync(Make(signing: new SigningCredentials(new SymmetricSecurityKey(secret) { KeyId = Key.SecurityKey.KeyId }, SecurityAlgorithms.HmacSha256)), "token-algorithm");
    }

    [Theory]
    [InlineData("POST", "/internal/v1/agents/echo/skills/repeat:invoke", "agents.invoke")]
    [InlineData("POST", "/internal/v1/users/test:a/messages", "messages.write")]
    [InlineData("PUT", "/admin/v1/agents/echo", "admin")]
    public async Task Request_WithTheScopeOfPeople_IsForbiddenWhereServicesGo(string method, string path, string scope)
    {
        using var client = fixture.Gateway.Client("person");
        var reply = await client.SendAsync(new HttpMethod(method), path, ApiClient.Content(new { }));
        Assert.Contains($"'{scope}'", reply.AssertProblem(403, "scope"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guest_MayChatAndNothingElse()
    {
        using var nobody = fixture.Gateway.ClientWith(null);
        var guest = await nobody.PostAsync("/v1/guests");
        Assert.Equal(HttpStatusCode.Created, guest.Status);
        using var client = fixture.Gateway.ClientWith(guest.Json.GetProperty("token").GetString());
        var me = (await client.GetAsync("/v1/me")).Json;
        Assert.Equal(guest.Json.GetProperty("user").GetString(), me.GetProperty("user").GetString());
        Assert.StartsWith("guest:", me.GetProperty("user").GetString(), StringComparison.Ordinal);
        await client.ConversationAsync();
        (await client.SendAsync(HttpMethod.Delete, "/admin/v1/agents/echo")).AssertProblem(403, "scope");
    }

    [Fact]
    public async Task Guests_BeyondTheRateOfAnAddress_Wait()
    {
        await using var gateway = await GatewayProcess.StartAsync(["--Guests:Burst=2", "--Guests:PerAddressPerHour=1"]);
        using var nobody = gateway.ClientWith(null);
        Assert.Equal(HttpStatusCode.Created, (await nobody.PostAsync("/v1/guests")).Status);

        // A header that anybody can write makes nobody another address.
        Assert.Equal(HttpStatusCode.Created, (await nobody.PostAsync("/v1/guests", null, ("X-Forwarded-For", "203.0.113.1"))).Status);
        var refused = await nobody.PostAsync("/v1/guests", null, ("X-Forwarded-For", "203.0.113.2"));
        refused.AssertProblem(429, "guest-rate");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
    }

    private async Task<string> AssertRefusedAsync(string token, string code)
    {
        using var client = fixture.Gateway.ClientWith(token);
        return (await client.GetAsync("/v1/me")).AssertProblem(401, code);
    }

    private string Make(
        string issuer = "orleansagents", string audience = "orleansagents", string? tenant = "test", DateTime? notBefore = null, DateTime? expires = null, SigningCredentials? signing = null)
        => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            NotBefore = notBefore ?? DateTime.UtcNow.AddHours(-2),
            Expires = expires ?? DateTime.UtcNow.AddHours(1),
            SigningCredentials = signing ?? Key.Signing,
            Claims = new Dictionary<string, object> { ["sub"] = "a", ["scope"] = "chat" }.Concat(tenant is null ? [] : [KeyValuePair.Create("tenant", (object)tenant)]).ToDictionary(),
        });
}
