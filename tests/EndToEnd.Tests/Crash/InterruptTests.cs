using System.Text.Json;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Crash;

/// <summary>A process that is ended by Ctrl-C: it goes in good order, and the next one on the same folder has all that was said, and finishes what was under way.</summary>
public sealed class InterruptTests
{
    private static readonly object Message = new { text = "count", clientMessageId = "m1" };

    [Fact]
    public async Task Interrupt_AfterATurn_TheNextProcessHasConversationPlanAndAnswer()
    {
        var folder = Directory.CreateTempSubdirectory("interrupt-");
        string token, conversation;
        string[] before;
        using (var first = await CrashProcess.StartAsync(folder, 31_540))
        {
            (token, conversation) = await BeginAsync(first);
            using ApiClient client = new(first.Address, token);
            using (var stream = await client.StreamAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", Message))
            {
                await stream.UntilAsync("turn.completed");
            }

            before = await ItemsAsync(client, conversation);
            Assert.Equal(0, await first.InterruptAsync());
        }

        using var second = await CrashProcess.StartAsync(folder, 31_542);
        using ApiClient again = new(second.Address, token);
        Assert.Equal(conversation, Assert.Single((await again.GetAsync("/v1/conversations")).Json.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        var after = await ItemsAsync(again, conversation);
        Assert.Equal(before, after);
        Assert.Contains(after, static item => item.Contains("plan.created", StringComparison.Ordinal));
        Assert.Contains(after, static item => item.Contains("message.completed", StringComparison.Ordinal) && item.Contains("step 12", StringComparison.Ordinal));
        Assert.Equal(0, await second.InterruptAsync());
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Interrupt_InTheMiddleOfATurn_TheNextProcessCompletesIt()
    {
        var folder = Directory.CreateTempSubdirectory("interrupt-");
        string token, conversation;
        List<SseEvent> seen = [];
        using (var first = await CrashProcess.StartAsync(folder, 31_550))
        {
            (token, conversation) = await BeginAsync(first);
            using ApiClient client = new(first.Address, token);
            using var stream = await client.StreamAsync(HttpMethod.Get, $"/v1/conversations/{conversation}/events");
            await client.PostAsync($"/v1/conversations/{conversation}/messages", Message);
            seen.AddRange(await stream.UntilAsync("step.completed"));
            var exit = first.InterruptAsync();
            seen.AddRange(await stream.ToEndAsync());
            Assert.Equal(0, await exit);
        }

        Assert.Equal(("stream.closed", "shutdown"), (seen[^1].Kind, seen[^1].Json.GetProperty("reason").GetString()));
        seen.RemoveAt(seen.Count - 1);
        using var second = await CrashProcess.StartAsync(folder, 31_552);
        using ApiClient again = new(second.Address, token);
        if (!seen.Exists(static e => e.Kind == "turn.completed"))
        {
            using var resumed = await again.StreamAsync(HttpMethod.Get, $"/v1/conversations/{conversation}/events", null, ("Last-Event-ID", $"{seen[^1].Id}"));
            seen.AddRange(await resumed.UntilAsync("turn.completed"));
        }

        Assert.All(seen.Zip(seen.Skip(1)), static pair => Assert.True(pair.First.Id < pair.Second.Id, $"{pair.First.Id} then {pair.Second.Id}"));
        Assert.Equal("completed", Assert.Single(seen, static e => e.Kind == "turn.completed").Json.GetProperty("outcome").GetString());
        Assert.Equal(CrashProcess.Answer, Assert.Single(seen, static e => e.Kind == "message.completed").Json.GetProperty("text").GetString());
        second.Kill();
        folder.Delete(recursive: true);
    }

    private static async Task<(string Token, string Conversation)> BeginAsync(CrashProcess process)
    {
        using ApiClient guest = new(process.Address, token: null);
        var token = (await guest.PostAsync("/v1/guests")).Json.GetProperty("token").GetString()!;
        using ApiClient client = new(process.Address, token);
        return (token, await client.ConversationAsync());
    }

    private static async Task<string[]> ItemsAsync(ApiClient client, string conversation)
        => [.. (await client.GetAsync($"/v1/conversations/{conversation}/items?limit=500")).Json.GetProperty("items").EnumerateArray().Select(static item => JsonSerializer.Serialize(item))];
}
