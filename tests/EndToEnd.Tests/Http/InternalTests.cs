using System.Net;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>The assistant inside other applications.</summary>
[Collection(SharedGateway.Name)]
public sealed class InternalTests(GatewayFixture fixture)
{
    private const string Repeat = "/internal/v1/agents/echo/skills/repeat:invoke";

    [Fact]
    public async Task Invoke_Skill_GivesItsOutput()
    {
        using var service = fixture.Gateway.Client("shop", "agents.invoke");
        var reply = await service.PostAsync(Repeat, new { user = "test:a", arguments = new { text = "hello" } });
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("hello", reply.Json.GetProperty("output").GetProperty("text").GetString());
        Assert.Equal("hello", reply.Json.GetProperty("say").GetProperty("en").GetString());
    }

    [Fact]
    public async Task Invoke_WhatCannotBeServed_SaysWhy()
    {
        using var service = fixture.Gateway.Client("shop", "agents.invoke");
        (await service.PostAsync(Repeat, new { user = "other:a", arguments = new { text = "hello" } })).AssertProblem(404, "user-not-found");
        (await service.PostAsync(Repeat, new { user = "no key", arguments = new { text = "hello" } })).AssertProblem(400, "user");
        (await service.PostAsync(Repeat, new { user = "test:a" })).AssertProblem(400, "arguments");
        (await service.PostAsync(Repeat, new { user = "test:a", arguments = new { text = 7 } })).AssertProblem(422, "invalid-arguments");
        (await service.PostAsync(Repeat, new { user = "test:a", arguments = new { text = "nothing" } })).AssertProblem(404, "nothing-found");
        (await service.PostAsync(Repeat, new { user = "test:a", arguments = new { text = "a" }, deadlineMilliseconds = 1 })).AssertProblem(400, "deadline");
        (await service.PostAsync(Repeat.Replace("repeat", "none", StringComparison.Ordinal), new { user = "test:a", arguments = new { } })).AssertProblem(404, "agent-not-found");
        (await service.PostAsync(Repeat.Replace("repeat", "change", StringComparison.Ordinal), new { user = "test:a", arguments = new { text = "a" } })).AssertProblem(403, "denied");
    }

    [Fact]
    public async Task Invoke_SlowSkill_EndsAtItsDeadline()
    {
        using var service = fixture.Gateway.Client("shop", "agents.invoke");
        (await service.PostAsync(Repeat, new { user = "test:a", arguments = new { text = "hold forever" }, deadlineMilliseconds = 100 })).AssertProblem(504, "agent-deadline");
    }

    [Fact]
    public async Task Message_WithoutConversation_BeginsOneAndARepeatedOneFindsIt()
    {
        using var service = fixture.Gateway.Client("crm", "messages.write", "*");
        const string Path = "/internal/v1/users/test:crm-user/messages";
        var first = await service.PostAsync(Path, ApiClient.Message("from the shop", "m1"));
        Assert.Equal(HttpStatusCode.Accepted, first.Status);
        Assert.Equal(first.Text, (await service.PostAsync(Path, ApiClient.Message("from the shop", "m1"))).Text);
        var conversation = first.Json.GetProperty("conversation").GetString();
        using var stream = await service.StreamAsync(HttpMethod.Get, $"/internal/v1/users/test:crm-user/events?conversation={conversation}");
        Assert.Equal("completed", (await stream.UntilAsync("turn.completed"))[^1].Json.GetProperty("outcome").GetString());

        // The user sees it among their own.
        using var user = fixture.Gateway.Client("crm-user");
        Assert.Equal(HttpStatusCode.OK, (await user.GetAsync($"/v1/conversations/{conversation}")).Status);
    }
}
