using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Cluster;

/// <summary>The same on PostgreSQL, which 'up' starts itself; and how all of it ends.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class PostgresClusterTests
{
    [Fact]
    public async Task Cluster_OnPostgres_AnswersAndGoesDownInGoodOrder()
    {
        await using var cluster = await OperatedCluster.StartAsync(silos: 2, gateways: 1, "postgres");
        using (ApiClient client = new(cluster.AddressOf("g1"), await cluster.GuestAsync()))
        {
            var conversation = await client.ConversationAsync();
            using var stream = await client.StreamAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", ApiClient.Message("split 360 yuan among five"));
            var events = await stream.UntilAsync("turn.completed");
            Assert.Equal("completed", events[^1].Json.GetProperty("outcome").GetString());
        }

        var processes = cluster.State.Nodes.Select(static node => node.Process!).ToArray();
        var text = await cluster.RunAsync("down");
        Assert.All(new[] { "g1 stopped", "1 stopped", "2 stopped", "db stopped", "down" }, line => Assert.Contains(line, text, StringComparison.Ordinal));
        Assert.All(processes, static process => Assert.False(process.IsAlive));
    }
}
