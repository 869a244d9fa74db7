using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansAgents.Cluster;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Cluster;

/// <summary>The assistant on three silos and two gateways, each a process, which come, stop and die.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class ClusterTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private const string Question = "How do I get from Hangzhou East station to West Lake, and split 360 yuan among five";

    [Theory]
    [InlineData("g1", "我今晚想做四人份的麻婆豆腐，七点到家", "豆腐")]
    [InlineData("g2", Question, "72")]
    public async Task Message_ThroughEitherGateway_IsAnswered(string gateway, string text, string expected)
    {
        using ApiClient client = new(fixture.Cluster.AddressOf(gateway), await fixture.Cluster.GuestAsync());
        Assert.Contains(expected, await AskAsync(client, await client.ConversationAsync(), text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_BegunOnOneGateway_ResumesOnTheOtherWithNothingMissingOrDoubled()
    {
        var token = await fixture.Cluster.GuestAsync();
        using ApiClient first = new(fixture.Cluster.AddressOf("g1"), token);
        using ApiClient second = new(fixture.Cluster.AddressOf("g2"), token);
        var conversation = await first.ConversationAsync();
        List<SseEvent> seen = [];
        using (var stream = await first.StreamAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", ApiClient.Message(Question)))
        {
            while (seen.Count < 3)
            {
                seen.Add((await stream.NextAsync())!);
            }
        }

        using var resumed = await second.StreamAsync(HttpMethod.Get, $"/v1/conversations/{conversation}/events", null, ("Last-Event-ID", $"{seen[^1].Id}"));
        seen.AddRange(await resumed.UntilAsync("turn.completed"));

        // Live on the other gateway, too: a hint of a session reaches every gateway.
        await first.PostAsync($"/v1/conversations/{conversation}/messages", ApiClient.Message("split 360 yuan among five"));
        seen.AddRange(await resumed.UntilAsync("turn.completed"));

        Assert.All(seen.Zip(seen.Skip(1)), static pair => Assert.True(pair.First.Id < pair.Second.Id, $"{pair.First.Id} then {pair.Second.Id}"));
        var kept = (await second.GetAsync($"/v1/conversations/{conversation}/items?limit=500")).Json.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("sequence").GetInt64());
        Assert.Empty(kept.Except(seen.Select(static e => e.Id!.Value)));
    }

    [Fact]
    public async Task Stop_OfASiloUnderConversations_NoTurnFails()
    {
        var talks = await BeginTalksAsync();
        var restarting = RestartAsync();
        do
        {
            await Task.WhenAll(talks.Select(static talk => SayAsync(talk.Client, talk.Conversation, StatusCodes.Status429TooManyRequests)));
        }
        while (!restarting.IsCompleted);

        await restarting;
        await Task.WhenAll(talks.Select(static talk => SayAsync(talk.Client, talk.Conversation, StatusCodes.Status429TooManyRequests)));
        End(talks);

        async Task RestartAsync()
        {
            await fixture.Cluster.RunAsync("stop", "2");
            await fixture.Cluster.RunAsync("start", "2");
        }
    }

    [Fact]
    public async Task Kill_OfASiloUnderConversations_TheyGoOnWithoutIt()
    {
        var talks = await BeginTalksAsync();
        await fixture.Cluster.RunAsync("kill", "3");
        await OperatedCluster.UntilAsync(async () => (await StatusAsync()).GetProperty("view").GetProperty("members").GetArrayLength() == 2, "the killed silo removed");

        foreach (var (client, conversation) in talks)
        {
            // A message that comes in the middle may be refused; its sender sends it again under the same id.
            await SayAsync(client, conversation, StatusCodes.Status503ServiceUnavailable);
        }

        await fixture.Cluster.RunAsync("start", "3");
        End(talks);
    }

    [Fact]
    public async Task Restart_OfEverySilo_GatewaysConnectAgain()
    {
        foreach (var silo in new[] { "1", "2", "3" })
        {
            await fixture.Cluster.RunAsync("stop", silo);
        }

        await OperatedCluster.UntilAsync(async () => !await fixture.Cluster.IsReadyAsync("g1"), "the gateway without silos not ready");
        await Task.WhenAll(new[] { "1", "2", "3" }.Select(silo => fixture.Cluster.RunAsync("start", silo)));
        await OperatedCluster.UntilAsync(async () => await fixture.Cluster.IsReadyAsync("g1") && await fixture.Cluster.IsReadyAsync("g2"), "both gateways ready again");
        using ApiClient client = new(fixture.Cluster.AddressOf("g2"), await fixture.Cluster.GuestAsync());
        Assert.Contains("72", await AskAsync(client, await client.ConversationAsync(), "split 360 yuan among five"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_OfAGatewayThatDiedByItself_SaysSoAndFails()
    {
        fixture.Cluster.State.Find("g2").Process!.Signal("KILL");
        await OperatedCluster.UntilAsync(() => Task.FromResult(!fixture.Cluster.State.Find("g2").Process!.IsAlive), "the gateway dead");
        var (code, text) = await fixture.Cluster.TryAsync("status", "--json");
        Assert.Equal(1, code);
        Assert.Equal(NodeReport.Lost, JsonDocument.Parse(text).RootElement.GetProperty("nodes").EnumerateArray().Single(static node => node.GetProperty("name").GetString() == "g2").GetProperty("state").GetString());
        await fixture.Cluster.RunAsync("start", "g2");
        Assert.All((await StatusAsync()).GetProperty("nodes").EnumerateArray(), static node => Assert.Equal(("running", "ready"), (node.GetProperty("state").GetString(), node.GetProperty("health").GetString())));
    }

    [Fact]
    public async Task Start_WithAnotherSecret_NamesTheSetting()
    {
        var (code, text) = await ProgramRun.RunAsync(
            OperatedCluster.GatewayProgram, "--Cluster:Store=sqlite", $"--Data:Folder={fixture.Cluster.DataFolder}", "--Cluster:Secret=not-the-one-of-the-cluster");
        Assert.True(code == 1, text);
        Assert.Contains("does not know the cluster's secret", text, StringComparison.Ordinal);
        Assert.Contains("Cluster:Secret", text, StringComparison.Ordinal);

        (code, text) = await ProgramRun.RunAsync(
            OperatedCluster.SiloProgram, [$"--Data:Folder={fixture.Cluster.DataFolder}", "--Cluster:Secret=not-the-one-of-the-cluster", $"--Cluster:LeaseSeconds={OperatedCluster.LeaseSeconds}", .. ProgramRun.Ports()]);
        Assert.True(code == 1, text);
        Assert.Contains("does not accept this silo", text, StringComparison.Ordinal);
        Assert.Contains("Cluster:Secret", text, StringComparison.Ordinal);
        Assert.Equal(3, (await StatusAsync()).GetProperty("view").GetProperty("members").GetArrayLength());
    }

    private async Task<JsonElement> StatusAsync() => JsonDocument.Parse((await fixture.Cluster.TryAsync("status", "--json")).Text).RootElement;

    /// <summary>Four people, two at each gateway, so that their conversations are spread over the silos.</summary>
    private async Task<List<(ApiClient Client, string Conversation)>> BeginTalksAsync()
    {
        List<(ApiClient, string)> talks = [];
        foreach (var gateway in new[] { "g1", "g2", "g1", "g2" })
        {
            ApiClient client = new(fixture.Cluster.AddressOf(gateway), await fixture.Cluster.GuestAsync());
            var conversation = await client.ConversationAsync();
            await AskAsync(client, conversation, "split 360 yuan among five");
            talks.Add((client, conversation));
        }

        return talks;
    }

    private static void End(List<(ApiClient Client, string Conversation)> talks) => talks.ForEach(static talk => talk.Client.Dispose());

    /// <summary>Sends a message again while it is refused in one way, and none other, and waits until its turn is completed.</summary>
    private static async Task SayAsync(ApiClient client, string conversation, int refusal)
    {
        var message = ApiClient.Message("split 360 yuan among five");
        await OperatedCluster.UntilAsync(
            async () =>
            {
                var reply = await client.PostAsync($"/v1/conversations/{conversation}/messages", message);
                Assert.True((int)reply.Status is StatusCodes.Status202Accepted || (int)reply.Status == refusal, $"{(int)reply.Status}: {reply.Text}");
                return (int)reply.Status != refusal;
            },
            "the message taken");
        using var stream = await client.StreamAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", message);
        Assert.Equal("completed", (await stream.UntilAsync("turn.completed"))[^1].Json.GetProperty("outcome").GetString());
    }

    /// <summary>The answer's text and cards, once the turn is completed.</summary>
    private static async Task<string> AskAsync(ApiClient client, string conversation, string text)
    {
        using var stream = await client.StreamAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", ApiClient.Message(text));
        var events = await stream.UntilAsync("turn.completed");
        Assert.Equal("completed", events[^1].Json.GetProperty("outcome").GetString());
        return string.Join('\n', events.Where(static e => e.Kind is "message.completed" or "card").Select(static e => e.Json.ToString()));
    }
}
