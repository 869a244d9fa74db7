using System.Net;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>What people think of answers is kept with the conversation.</summary>
[Collection(SharedGateway.Name)]
public sealed class FeedbackTests(GatewayFixture fixture)
{
    [Fact]
    public async Task Feedback_OnAnAnswer_IsInTheHistoryOnce()
    {
        using var client = fixture.Gateway.Client(nameof(Feedback_OnAnAnswer_IsInTheHistoryOnce));
        var (id, turn) = await AnsweredAsync(client);
        var path = $"/v1/conversations/{id}/turns/{turn}/feedback";

        for (var time = 0; time < 2; time++)
        {
            var kept = await client.PostAsync(path, new { rating = "down", comment = "太慢了" });
            Assert.Equal(HttpStatusCode.OK, kept.Status);
            Assert.Equal(("down", "太慢了"), (kept.Json.GetProperty("rating").GetString(), kept.Json.GetProperty("comment").GetString()));
        }

        await client.PostAsync(path, new { rating = "up" });
        var events = (await client.GetAsync($"/v1/conversations/{id}/items?limit=500")).Json.GetProperty("items").EnumerateArray().Where(static item => item.GetProperty("kind").GetString() == "feedback");
        Assert.Equal(["down", "up"], events.Select(static item => item.GetProperty("data").GetProperty("rating").GetString()));
    }

    [Fact]
    public async Task Feedback_ThatCannotBe_SaysWhy()
    {
        using var client = fixture.Gateway.Client(nameof(Feedback_ThatCannotBe_SaysWhy));
        using var other = fixture.Gateway.Client("another-person");
        var (id, turn) = await AnsweredAsync(client);
        var path = $"/v1/conversations/{id}/turns/{turn}/feedback";
        Assert.Contains("'great'", (await client.PostAsync(path, new { rating = "great" })).AssertProblem(400, "rating"), StringComparison.Ordinal);
        (await client.PostAsync(path, new { comment = "no rating" })).AssertProblem(400, "rating");
        Assert.Contains("2001", (await client.PostAsync(path, new { rating = "up", comment = new string('x', 2_001) })).AssertProblem(400, "comment-too-long"), StringComparison.Ordinal);
        (await client.PostAsync(path, new { rating = "up", comment = " " })).AssertProblem(400, "message-empty");
        (await client.PostAsync($"/v1/conversations/{id}/turns/none/feedback", new { rating = "up" })).AssertProblem(404, "turn-not-found");
        (await other.PostAsync(path, new { rating = "up" })).AssertProblem(404, "turn-not-found");

        var running = (await client.PostAsync($"/v1/conversations/{id}/messages", ApiClient.Message("hold feedback"))).Json.GetProperty("turnId").GetString();
        (await client.PostAsync($"/v1/conversations/{id}/turns/{running}/feedback", new { rating = "up" })).AssertProblem(409, "turn-not-ended");
        fixture.Gateway.Echo.Release("hold feedback");
    }

    private static async Task<(string Conversation, string Turn)> AnsweredAsync(ApiClient client)
    {
        var id = await client.ConversationAsync();
        using var stream = await client.StreamAsync(HttpMethod.Post, $"/v1/conversations/{id}/messages", ApiClient.Message("hello"));
        return (id, (await stream.ToEndAsync())[0].Json.GetProperty("turnId").GetString()!);
    }
}
