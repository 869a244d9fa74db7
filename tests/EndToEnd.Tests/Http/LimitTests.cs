using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.EndToEnd.Tests.Support;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Grains.Users;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>What the process does not take, and what it says of it: at once, with the time after which it is worth trying again.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Request_BeyondTheLast_Is503AtOnceAndHealthIsStillAnswered()
    {
        await using var gateway = await GatewayProcess.StartAsync(["--Limits:RequestsMax=1"]);
        using var service = gateway.Client("shop", "agents.invoke");
        using var client = gateway.Client("ann");
        var held = service.PostAsync("/internal/v1/agents/echo/skills/repeat:invoke", new { user = "test:ann", arguments = new { text = "hold the place" } });
        await gateway.Echo.Held("hold the place");

        var refused = await client.GetAsync("/v1/me");
        Assert.Contains("RequestsMax", refused.AssertProblem(503, "overloaded"), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).Status);

        gateway.Echo.Release("hold the place");
        Assert.Equal(HttpStatusCode.OK, (await held).Status);

        // The place is given back after the answer has left.
        while ((await client.GetAsync("/v1/me")).Status is var status && status != HttpStatusCode.OK)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        }
    }

    [Fact]
    public async Task Stream_BeyondTheLastOfTheProcess_Is503AndOthersGoOn()
    {
        await using var gateway = await GatewayProcess.StartAsync(["--Limits:StreamsMax=1"]);
        using var ann = gateway.Client("ann");
        using var bob = gateway.Client("bob");
        var (anns, bobs) = (await ann.ConversationAsync(), await bob.ConversationAsync());
        using var stream = await ann.StreamAsync(HttpMethod.Get, $"/v1/conversations/{anns}/events");

        var refused = await bob.GetAsync($"/v1/conversations/{bobs}/events");
        Assert.Contains("StreamsMax", refused.AssertProblem(503, "overloaded"), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);

        // A message without a stream is taken, and the stream that there is goes on.
        Assert.Equal(HttpStatusCode.Accepted, (await bob.PostAsync($"/v1/conversations/{bobs}/messages", ApiClient.Message("hello"))).Status);
        await ann.PostAsync($"/v1/conversations/{anns}/messages", ApiClient.Message("hello"));
        await stream.UntilAsync("turn.completed");
    }

    [Fact]
    public async Task Message_BeyondTheQueue_Is429AndTakenWhenThereIsRoom()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        using var client = gateway.Client("ann");
        var path = $"/v1/conversations/{await client.ConversationAsync()}/messages";
        await client.PostAsync(path, ApiClient.Message("hold the queue"));
        await gateway.Echo.Held("hold the queue");
        string last = "";
        for (var index = 0; index < SessionLimits.QueuedTurnsMax; index++)
        {
            var taken = await client.PostAsync(path, ApiClient.Message($"waits {index}"));
            Assert.Equal(HttpStatusCode.Accepted, taken.Status);
            last = taken.Json.GetProperty("turnId").GetString()!;
        }

        var refused = await client.PostAsync(path, ApiClient.Message("one too many", id: "late"));
        refused.AssertProblem(429, "queue-full");
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);

        await client.PostAsync($"{path[..^"/messages".Length]}/turns/{last}/cancel");
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync(path, ApiClient.Message("one too many", id: "late"))).Status);
        gateway.Echo.Release("hold the queue");
    }

    [Fact]
    public async Task Message_BeyondTheQuota_Is429WithTheTimeOfTheNext()
    {
        await using var gateway = await GatewayProcess.StartAsync(change: static services => services.Configure<QuotaOptions>(static quota => (quota.MessagesBurst, quota.MessagesPerMinute) = (1, 1)));
        using var client = gateway.Client("ann");
        var path = $"/v1/conversations/{await client.ConversationAsync()}/messages";
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync(path, ApiClient.Message("first", id: "m1"))).Status);

        var refused = await client.PostAsync(path, ApiClient.Message("second"));
        refused.AssertProblem(429, "over-quota");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);

        // A message that was taken before is not charged again.
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync(path, ApiClient.Message("first", id: "m1"))).Status);
    }
}
