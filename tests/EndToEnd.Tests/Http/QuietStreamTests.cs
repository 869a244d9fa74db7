using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>Streams on which nothing happens: they say that they live, and end with the token that opened them.</summary>
public sealed class QuietStreamTests
{
    private static readonly string[] Settings = ["--Limits:StreamLookSeconds=1", "--Limits:StreamPingSeconds=1"];

    [Fact]
    public async Task Stream_NothingHappens_SendsCommentsAndThenWhatHappens()
    {
        await using var gateway = await GatewayProcess.StartAsync(Settings);
        using var client = gateway.Client("ann");
        var id = await client.ConversationAsync();
        using var stream = await client.StreamAsync(HttpMethod.Get, $"/v1/conversations/{id}/events");

        Assert.Equal(": ping", await stream.CommentAsync());
        Assert.Equal(": ping", await stream.CommentAsync());

        await client.PostAsync($"/v1/conversations/{id}/messages", ApiClient.Message("hello"));
        Assert.Equal("user.message", (await stream.UntilAsync("turn.completed"))[0].Kind);
    }

    [Fact]
    public async Task Stream_WhoseTokenEnds_EndsAndSaysSo()
    {
        await using var gateway = await GatewayProcess.StartAsync(Settings);
        using var lasting = gateway.Client("ann");
        var id = await lasting.ConversationAsync();
        using var client = gateway.Client("ann", lifetime: TimeSpan.FromSeconds(8));
        using var stream = await client.StreamAsync(HttpMethod.Get, $"/v1/conversations/{id}/events");
        await lasting.PostAsync($"/v1/conversations/{id}/messages", ApiClient.Message("hello"));
        var seen = await stream.UntilAsync("turn.completed");

        var last = Assert.Single(await stream.ToEndAsync());

        Assert.Equal(("stream.closed", "expired"), (last.Kind, last.Json.GetProperty("reason").GetString()));

        // Whoever has a new token goes on where the old one ended.
        using var again = await lasting.StreamAsync(HttpMethod.Get, $"/v1/conversations/{id}/events", null, ("Last-Event-ID", $"{seen[^1].Id}"));
        await lasting.PostAsync($"/v1/conversations/{id}/messages", ApiClient.Message("later"));
        Assert.Equal(seen[^1].Id + 1, (await again.NextAsync())!.Id);
    }
}
