using System.Net;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>Tokens of an external issuer: its keys are found by its address, and its people are kept apart from those of this installation.</summary>
public sealed class IssuerTests : IAsyncLifetime
{
    private Issuer _issuer = null!;
    private GatewayProcess _gateway = null!;

    public async Task InitializeAsync()
    {
        _issuer = await Issuer.StartAsync();
        _gateway = await GatewayProcess.StartAsync([$"--Auth:Authority={_issuer.Authority}", $"--Auth:Audience={Issuer.Audience}", "--Auth:AllowHttpAuthority=true"]);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task Token_OfTheIssuer_IsAccepted()
    {
        using var client = _gateway.ClientWith(_issuer.Token());
        Assert.Equal("oidc:ann", (await client.GetAsync("/v1/me")).Json.GetProperty("user").GetString());
        var id = await client.ConversationAsync();
        using (var stream = await client.StreamAsync(HttpMethod.Post, $"/v1/conversations/{id}/messages", ApiClient.Message("hello")))
        {
            await stream.UntilAsync("turn.completed");
        }

        // The same subject of this installation is another person.
        using var local = _gateway.Client("ann");
        Assert.Equal(HttpStatusCode.OK, (await local.GetAsync("/v1/me")).Status);
        (await local.GetAsync($"/v1/conversations/{id}")).AssertProblem(404, "conversation-not-found");
    }

    [Fact]
    public async Task Token_WithATenant_IsOfThatTenant()
    {
        using var client = _gateway.ClientWith(_issuer.Token(claims: ("tenant", "acme")));
        Assert.Equal("acme:ann", (await client.GetAsync("/v1/me")).Json.GetProperty("user").GetString());
    }

    [Fact]
    public async Task Token_ForAnotherAudience_IsRefused()
    {
        var detail = await RefusedAsync(_issuer.Token(audience: "another-api"), "token-audience");
        Assert.Contains("'another-api'", detail, StringComparison.Ordinal);
        Assert.Contains($"'{Issuer.Audience}'", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("k1")]
    [InlineData("k2")]
    public async Task Token_SignedWithAnotherKey_IsRefused(string name)
    {
        using var forged = RSA.Create(2048);
        await RefusedAsync(_issuer.Token(key: new RsaSecurityKey(forged) { KeyId = name, CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } }), "token-signature");
    }

    [Fact]
    public async Task Token_AfterItsEnd_IsRefused() => await RefusedAsync(_issuer.Token(expires: DateTime.UtcNow.AddHours(-1)), "token-expired");

    [Fact]
    public async Task Token_ThatNamesTheTenantOfGuests_IsRefused() => await RefusedAsync(_issuer.Token(claims: ("tenant", "guest")), "token-claims");

    [Fact]
    public async Task Token_WithoutTheScope_IsForbidden()
    {
        using var client = _gateway.ClientWith(_issuer.Token());
        (await client.SendAsync(HttpMethod.Delete, "/admin/v1/agents/echo")).AssertProblem(403, "scope");
    }

    private async Task<string> RefusedAsync(string token, string code)
    {
        using var client = _gateway.ClientWith(token);
        return (await client.GetAsync("/v1/me")).AssertProblem(401, code);
    }
}
