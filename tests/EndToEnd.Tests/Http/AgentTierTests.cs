using System.Net;
using System.Text.Json;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>Operators say how far agents are trusted, and see how they do; nobody else does.</summary>
[Collection(SharedGateway.Name)]
public sealed class AgentTierTests(GatewayFixture fixture)
{
    private const string Path = "/admin/v1/agents/echo";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Patch_Tier_IsShownToOperatorsAlone()
    {
        using var admin = fixture.Gateway.Client("operator", "chat admin");
        using var person = fixture.Gateway.Client("person");
        await SetAsync(admin, "readOnly");

        var agent = await AgentAsync(admin, "readOnly");

        var standing = agent.GetProperty("standing").EnumerateArray().Single(static skill => skill.GetProperty("skill").GetString() == "repeat");
        Assert.InRange(standing.GetProperty("score").GetDouble(), 0, 1);
        Assert.False((await person.GetAsync("/v1/agents/echo")).Json.TryGetProperty("tier", out _));
        Assert.DoesNotContain("\"standing\"", (await person.GetAsync("/v1/agents")).Text, StringComparison.Ordinal);

        // What changes something is not used any more, so persons do not see it.
        Assert.DoesNotContain((await person.GetAsync("/v1/agents/echo")).Json.GetProperty("skills").EnumerateArray(), static skill => skill.GetProperty("effect").GetString() != "read");
        await SetAsync(admin, "confirm");
        await AgentAsync(admin, "confirm");
    }

    [Fact]
    public async Task Patch_WhatCannotBe_SaysWhy()
    {
        using var admin = fixture.Gateway.Client("operator", "chat admin");
        (await PatchAsync(admin, Path, new { tier = "best" })).AssertProblem(400, "malformed-json");
        (await PatchAsync(admin, Path, new { tier = 2 })).AssertProblem(400, "malformed-json");
        (await PatchAsync(admin, Path, new { })).AssertProblem(400, "tier-missing");
        (await PatchAsync(admin, "/admin/v1/agents/nobody", new { tier = "auto" })).AssertProblem(404, "agent-not-found");
        using var person = fixture.Gateway.Client("person");
        (await PatchAsync(person, Path, new { tier = "auto" })).AssertProblem(403, "scope");
    }

    private static Task<Reply> PatchAsync(ApiClient client, string path, object body) => client.SendAsync(HttpMethod.Patch, path, ApiClient.Content(body));

    private static async Task SetAsync(ApiClient admin, string tier) => Assert.Equal(HttpStatusCode.OK, (await PatchAsync(admin, Path, new { tier })).Status);

    /// <summary>The agent as an operator sees it, once the gateway has heard of the tier.</summary>
    private static async Task<JsonElement> AgentAsync(ApiClient admin, string tier)
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            var agent = (await admin.GetAsync("/v1/agents/echo")).Json;
            if (agent.GetProperty("tier").GetString() == tier)
            {
                return agent;
            }

            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
