using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>Events as they reach a client: each once, in order, however often the connection breaks.</summary>
[Collection(SharedGateway.Name)]
public sealed class StreamTests(GatewayFixture fixture)
{
    [Fact]
    public async Task Message_WithStream_GivesTheTurnFromItsMessageToItsEnd()
    {
        using var client = fixture.Gateway.Client(nameof(Message_WithStream_GivesTheTurnFromItsMessageToItsEnd));
        var id = await client.ConversationAsync();
        using var stream = await client.StreamAsync(HttpMethod.Post, $"/v1/conversations/{id}/messages", ApiClient.Message("你好"));
        var events = await stream.ToEndAsync();
        Assert.Equal("user.message", events[0].Kind);
        Assert.Equal("turn.completed", events[^1].Kind);
        Assert.Equal(["user.message", "turn.started", "plan.created", "step.started", "step.completed"], events.Take(5).Select(static e => e.Kind));
        Assert.Equal("你好", events.Single(static e => e.Kind == "message.completed").Json.GetProperty("text").GetString());
        AssertAscending(events);
    }

    [Fact]
    public async Task Stream_ThatBreaksAnywhere_ResumesWithoutGapOrDuplicate()
    {
        using var client = fixture.Gateway.Client(nameof(Stream_ThatBreaksAnywhere_ResumesWithoutGapOrDuplicate));
        var id = await client.ConversationAsync();
        var path = $"/v1/conversations/{id}/events";
        List<SseEvent> seen = [];
        for (var turn = 0; turn < 3; turn++)
        {
            await client.PostAsync($"/v1/conversations/{id}/messages", ApiClient.Message($"turn {turn}"));
        }

        while (seen.Count(static e => e.Kind == "turn.completed") < 3)
        {
            // Each connection lives for two events.
            using var stream = await client.StreamAsync(HttpMethod.Get, path, null, ("Last-Event-ID", $"{(seen.Count == 0 ? 0 : seen[^1].Id)}"));
            seen.Add((await stream.NextAsync())!);
            if (seen[^1].Kind != "turn.completed" || seen.Count(static e => e.Kind == "turn.completed") < 3)
            {
                seen.Add((await stream.NextAsync())!);
            }
        }

        AssertAscending(seen);
        var kept = (await client.GetAsync($"/v1/conversations/{id}/items?limit=500")).Json.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("sequence").GetInt64()).ToList();
        Assert.Empty(kept.Except(seen.Select(static e => e.Id!.Value)));
    }

    [Fact]
    public async Task Stream_OfALiveConversation_HearsWhatHappensLater()
    {
        using var client = fixture.Gateway.Client(nameof(Stream_OfALiveConversation_HearsWhatHappensLater));
        var id = await client.ConversationAsync();
        using var stream = await client.StreamAsync(HttpMethod.Get, $"/v1/conversations/{id}/events");
        await client.PostAsync($"/v1/conversations/{id}/messages", ApiClient.Message("first"));
        var first = await stream.UntilAsync("turn.completed");
        await client.PostAsync($"/v1/conversations/{id}/messages", ApiClient.Message("second"));
        AssertAscending([.. first, .. await stream.UntilAsync("turn.completed")]);
    }

    [Fact]
    public async Task Stream_OfADeletedConversation_EndsAndSaysSo()
    {
        using var client = fixture.Gateway.Client(nameof(Stream_OfADeletedConversation_EndsAndSaysSo));
        var id = await client.ConversationAsync();
        using var stream = await client.StreamAsync(HttpMethod.Get, $"/v1/conversations/{id}/events");
        await client.PostAsync($"/v1/conversations/{id}/messages", ApiClient.Message("hello"));
        await stream.UntilAsync("turn.completed");
        await client.SendAsync(HttpMethod.Delete, $"/v1/conversations/{id}");
        var last = (await stream.ToEndAsync())[^1];
        Assert.Equal(("stream.closed", "deleted"), (last.Kind, last.Json.GetProperty("reason").GetString()));
        Assert.Null(last.Id);
    }

    [Fact]
    public async Task Stream_BeyondTheLast_EndsTheOldest()
    {
        using var client = fixture.Gateway.Client(nameof(Stream_BeyondTheLast_EndsTheOldest));
        var path = $"/v1/conversations/{await client.ConversationAsync()}/events";
        List<SseStream> streams = [];
        for (var count = 0; count < 9; count++)
        {
            streams.Add(await client.StreamAsync(HttpMethod.Get, path));
        }

        var last = (await streams[0].ToEndAsync())[^1];
        Assert.Equal("replaced", last.Json.GetProperty("reason").GetString());
        streams.ForEach(static stream => stream.Dispose());
    }

    [Fact]
    public async Task Stream_FromBeyondTheEnd_IsRefused()
    {
        using var client = fixture.Gateway.Client(nameof(Stream_FromBeyondTheEnd_IsRefused));
        (await client.GetAsync($"/v1/conversations/{await client.ConversationAsync()}/events?after=5")).AssertProblem(400, "after");
    }

    [Fact]
    public async Task Cancel_RunningTurn_EndsItOnce()
    {
        using var client = fixture.Gateway.Client(nameof(Cancel_RunningTurn_EndsItOnce));
        var id = await client.ConversationAsync();
        using var stream = await client.StreamAsync(HttpMethod.Get, $"/v1/conversations/{id}/events");
        var turn = (await client.PostAsync($"/v1/conversations/{id}/messages", ApiClient.Message("hold cancelled"))).Json.GetProperty("turnId").GetString();
        await fixture.Gateway.Echo.Held("hold cancelled");
        (await client.PostAsync($"/v1/conversations/{id}/messages", ApiClient.Message("not now", onBusy: "reject"))).AssertProblem(409, "busy");
        Assert.True((await client.PostAsync($"/v1/conversations/{id}/turns/{turn}/cancel")).Json.GetProperty("cancelled").GetBoolean());
        Assert.Equal("cancelled", (await stream.UntilAsync("turn.completed"))[^1].Json.GetProperty("outcome").GetString());
        Assert.False((await client.PostAsync($"/v1/conversations/{id}/turns/{turn}/cancel")).Json.GetProperty("cancelled").GetBoolean());
        (await client.PostAsync($"/v1/conversations/{id}/turns/none/cancel")).AssertProblem(404, "turn-not-found");
    }

    [Fact]
    public async Task Regenerate_Turn_GivesAnotherThatReplacesIt()
    {
        using var client = fixture.Gateway.Client(nameof(Regenerate_Turn_GivesAnotherThatReplacesIt));
        var id = await client.ConversationAsync();
        string turn;
        using (var first = await client.StreamAsync(HttpMethod.Post, $"/v1/conversations/{id}/messages", ApiClient.Message("again")))
        {
            turn = (await first.ToEndAsync())[0].Json.GetProperty("turnId").GetString()!;
        }

        using var second = await client.StreamAsync(HttpMethod.Post, $"/v1/conversations/{id}/turns/{turn}/regenerate");
        var events = await second.ToEndAsync();
        Assert.Equal(turn, events[0].Json.GetProperty("replaces").GetString());
        Assert.Equal("turn.completed", events[^1].Kind);
    }

    [Fact]
    public async Task Stop_WithOpenStreams_EndsThemAndTheNextProcessGoesOn()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-");
        string id;
        long last;
        await using (var gateway = await GatewayProcess.StartAsync(folder: folder))
        {
            using var client = gateway.Client("restart");
            id = await client.ConversationAsync();
            using var stream = await client.StreamAsync(HttpMethod.Get, $"/v1/conversations/{id}/events");
            await client.PostAsync($"/v1/conversations/{id}/messages", ApiClient.Message("before"));
            last = (await stream.UntilAsync("turn.completed"))[^1].Id!.Value;
            gateway.BeginStop();
            Assert.Equal("shutdown", (await stream.ToEndAsync())[^1].Json.GetProperty("reason").GetString());
        }

        // The same key and the same file: the token and the position are still good.
        await using (var gateway = await GatewayProcess.StartAsync(folder: folder))
        {
            using var client = gateway.Client("restart");
            using var stream = await client.StreamAsync(HttpMethod.Get, $"/v1/conversations/{id}/events", null, ("Last-Event-ID", $"{last}"));
            await client.PostAsync($"/v1/conversations/{id}/messages", ApiClient.Message("after"));
            Assert.Equal(last + 1, (await stream.UntilAsync("turn.completed"))[0].Id);
        }

        folder.Delete(recursive: true);
    }

    private static void AssertAscending(IReadOnlyList<SseEvent> events)
    {
        for (var index = 1; index < events.Count; index++)
        {
            Assert.True(events[index].Id > events[index - 1].Id, $"{events[index].Id} comes after {events[index - 1].Id}.");
        }
    }
}
