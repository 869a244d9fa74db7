using System.Net;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>A request that is sent again is not done again.</summary>
[Collection(SharedGateway.Name)]
public sealed class IdempotencyTests(GatewayFixture fixture)
{
    [Fact]
    public async Task Post_SameKeyAndBody_RepeatsTheAnswer()
    {
        using var client = fixture.Gateway.Client(nameof(Post_SameKeyAndBody_RepeatsTheAnswer));
        var first = await client.PostAsync("/v1/conversations", new { title = "one" }, ("Idempotency-Key", "k1"));
        var again = await client.PostAsync("/v1/conversations", new { title = "one" }, ("Idempotency-Key", "k1"));
        Assert.Equal(HttpStatusCode.Created, again.Status);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal("true", again.Headers.GetValues("Idempotent-Replay").Single());
        Assert.Equal(1, (await client.GetAsync("/v1/conversations")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Post_SameKeyOtherBody_Is422()
    {
        using var client = fixture.Gateway.Client(nameof(Post_SameKeyOtherBody_Is422));
        await client.PostAsync("/v1/conversations", new { title = "one" }, ("Idempotency-Key", "k1"));
        (await client.PostAsync("/v1/conversations", new { title = "two" }, ("Idempotency-Key", "k1"))).AssertProblem(422, "idempotency-other-body");
    }

    [Fact]
    public async Task Post_SameKeyOfAnotherUser_IsAnotherRequest()
    {
        using var one = fixture.Gateway.Client("idempotent-one");
        using var two = fixture.Gateway.Client("idempotent-two");
        var first = await one.PostAsync("/v1/conversations", new { title = "same" }, ("Idempotency-Key", "k1"));
        var second = await two.PostAsync("/v1/conversations", new { title = "same" }, ("Idempotency-Key", "k1"));
        Assert.NotEqual(first.Json.GetProperty("id").GetString(), second.Json.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Post_WhileTheFirstRuns_Is409()
    {
        using var client = fixture.Gateway.Client("service", "agents.invoke", "*");
        const string Path = "/internal/v1/agents/echo/skills/repeat:invoke";
        var body = new { user = "test:held", arguments = new { text = "hold idempotent" }, deadlineMilliseconds = 30_000 };
        var first = client.PostAsync(Path, body, ("Idempotency-Key", "k1"));
        await fixture.Gateway.Echo.Held("hold idempotent");
        (await client.PostAsync(Path, body, ("Idempotency-Key", "k1"))).AssertProblem(409, "idempotency-in-flight");
        fixture.Gateway.Echo.Release("hold idempotent");
        Assert.Equal(HttpStatusCode.OK, (await first).Status);
        Assert.Equal("true", (await client.PostAsync(Path, body, ("Idempotency-Key", "k1"))).Headers.GetValues("Idempotent-Replay").Single());
    }

    [Fact]
    public async Task Post_AfterAFailure_IsDoneAgain()
    {
        using var client = fixture.Gateway.Client(nameof(Post_AfterAFailure_IsDoneAgain));
        (await client.PostAsync("/v1/conversations", new { title = "" }, ("Idempotency-Key", "k1"))).AssertProblem(400, "title");
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsync("/v1/conversations", new { title = "better" }, ("Idempotency-Key", "k1"))).Status);
    }

    [Fact]
    public async Task Post_KeyThatIsNone_IsRefused()
    {
        using var client = fixture.Gateway.Client(nameof(Post_KeyThatIsNone_IsRefused));
        (await client.PostAsync("/v1/conversations", null, ("Idempotency-Key", new string('k', 129)))).AssertProblem(400, "idempotency-key");
    }
}
