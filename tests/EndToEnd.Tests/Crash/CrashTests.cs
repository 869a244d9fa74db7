using System.Text.Json;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Crash;

/// <summary>A process that is killed in the middle of a turn: whoever reconnects sees each event once, and the turn ends.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(31_500, "plan.created", 1)]
    [InlineData(31_510, "step.completed", 3)]
    [InlineData(31_520, "message.delta", 5)]
    public async Task Kill_InTheMiddleOfATurn_LosesAndDoublesNothing(int port, string kind, int count)
    {
        var folder = Directory.CreateTempSubdirectory("crash-");
        List<SseEvent> seen = [];
        string token, conversation, turn;
        var message = new { text = "count", clientMessageId = "m1" };
        using (var first = await CrashProcess.StartAsync(folder, port))
        {
            using ApiClient guest = new(first.Address, token: null);
            token = (await guest.PostAsync("/v1/guests")).Json.GetProperty("token").GetString()!;
            using ApiClient client = new(first.Address, token);
            conversation = await client.ConversationAsync();
            using var stream = await client.StreamAsync(HttpMethod.Get, $"/v1/conversations/{conversation}/events");
            turn = (await client.PostAsync($"/v1/conversations/{conversation}/messages", message)).Json.GetProperty("turnId").GetString()!;
            while (seen.Count(e => e.Kind == kind) < count)
            {
                seen.Add((await stream.NextAsync())!);
            }

            first.Kill();
            await ReadWhatIsLeftAsync(stream, seen);
        }

        using var second = await CrashProcess.StartAsync(folder, port + 2);
        using ApiClient again = new(second.Address, token);
        using var resumed = await again.StreamAsync(HttpMethod.Get, $"/v1/conversations/{conversation}/events", null, ("Last-Event-ID", $"{seen[^1].Id}"));
        seen.AddRange(await resumed.UntilAsync("turn.completed"));

        Assert.All(seen.Zip(seen.Skip(1)), static pair => Assert.True(pair.First.Id < pair.Second.Id, $"{pair.First.Id} then {pair.Second.Id}"));
        var kept = (await again.GetAsync($"/v1/conversations/{conversation}/items?limit=500")).Json.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("sequence").GetInt64());
        Assert.Empty(kept.Except(seen.Select(static e => e.Id!.Value)));
        Assert.Equal([1, 2], seen.Where(static e => e.Kind == "turn.started").Select(static e => e.Json.GetProperty("attempt").GetInt32()));
        Assert.Equal("completed", Assert.Single(seen, static e => e.Kind == "turn.completed").Json.GetProperty("outcome").GetString());
        Assert.Equal(CrashProcess.Answer, Assert.Single(seen, static e => e.Kind == "message.completed").Json.GetProperty("text").GetString());
        Assert.Equal(turn, (await again.PostAsync($"/v1/conversations/{conversation}/messages", message)).Json.GetProperty("turnId").GetString());
        second.Kill();
        folder.Delete(recursive: true);
    }

    /// <summary>What had been written to the socket before the kill was durable before, so it counts as seen.</summary>
    private static async Task ReadWhatIsLeftAsync(SseStream stream, List<SseEvent> seen)
    {
        try
        {
            while (await stream.NextAsync() is { } next)
            {
                seen.Add(next);
            }
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException)
        {
            // The connection died with the process.
        }
    }
}
