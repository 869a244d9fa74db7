using System.Net;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>A person's conversations: their own, all of them, and nobody else's.</summary>
[Collection(SharedGateway.Name)]
public sealed class ConversationTests(GatewayFixture fixture)
{
    [Fact]
    public async Task Conversation_OfAnotherUser_IsAsUnknownAsNone()
    {
        using var owner = fixture.Gateway.Client("owner");
        using var other = fixture.Gateway.Client("other");
        var id = await owner.ConversationAsync();
        foreach (var path in new[] { $"/v1/conversations/{id}", $"/v1/conversations/{id}/items", $"/v1/conversations/{id}/events" })
        {
            var theirs = await other.GetAsync(path);
            var none = await other.GetAsync(path.Replace(id, new string('0', id.Length), StringComparison.Ordinal));
            var detail = theirs.AssertProblem(404, "conversation-not-found");
            Assert.Equal(detail, none.AssertProblem(404, "conversation-not-found").Replace(new string('0', id.Length), id, StringComparison.Ordinal));
        }

        (await other.PostAsync($"/v1/conversations/{id}/messages", ApiClient.Message("mine now"))).AssertProblem(404, "conversation-not-found");
        (await other.SendAsync(HttpMethod.Delete, $"/v1/conversations/{id}")).AssertProblem(404, "conversation-not-found");
        (await other.SendAsync(HttpMethod.Patch, $"/v1/conversations/{id}", ApiClient.Content(new { title = "x" }))).AssertProblem(404, "conversation-not-found");
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"/v1/conversations/{id}")).Status);
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("..%2F..%2Fsecret")]
    [InlineData("a%20b")]
    public async Task Conversation_OfAnIdThatIsNone_IsUnknown(string id)
    {
        using var client = fixture.Gateway.Client("odd-ids");
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/v1/conversations/{id}/items")).Status);
    }

    [Fact]
    public async Task List_InPages_HasEachOnce()
    {
        using var client = fixture.Gateway.Client(nameof(List_InPages_HasEachOnce));
        HashSet<string> made = [];
        for (var count = 0; count < 5; count++)
        {
            made.Add(await client.ConversationAsync());
        }

        List<string> listed = [];
        var path = "/v1/conversations?limit=2";
        while (true)
        {
            var page = (await client.GetAsync(path)).Json;
            listed.AddRange(page.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("id").GetString()!));
            if (!page.TryGetProperty("cursor", out var cursor))
            {
                break;
            }

            path = $"/v1/conversations?limit=2&cursor={Uri.EscapeDataString(cursor.GetString()!)}";
        }

        Assert.Equal(5, listed.Count);
        Assert.True(made.SetEquals(listed));
    }

    [Fact]
    public async Task Search_FindsTitlesAndMessages()
    {
        using var client = fixture.Gateway.Client(nameof(Search_FindsTitlesAndMessages));
        var id = await client.ConversationAsync();
        await client.ConversationAsync();
        using (var stream = await client.StreamAsync(HttpMethod.Post, $"/v1/conversations/{id}/messages", ApiClient.Message("麻婆豆腐怎么做")))
        {
            await stream.UntilAsync("turn.completed");
        }

        var found = (await client.GetAsync($"/v1/conversations?q={Uri.EscapeDataString("豆腐")}")).Json.GetProperty("items");
        Assert.Equal(id, Assert.Single(found.EnumerateArray()).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("/v1/conversations?limit=0", "limit")]
    [InlineData("/v1/conversations?limit=x", "limit")]
    [InlineData("/v1/conversations?cursor=nonsense", "cursor")]
    [InlineData("/v1/conversations/none/items?after=-1", "after")]
    public async Task Get_WrongParameter_IsRefusedByName(string path, string code)
    {
        using var client = fixture.Gateway.Client("parameters");
        (await client.GetAsync(path)).AssertProblem(400, code);
    }

    [Fact]
    public async Task Rename_AndDelete_Last()
    {
        using var client = fixture.Gateway.Client(nameof(Rename_AndDelete_Last));
        var id = await client.ConversationAsync();
        var renamed = await client.SendAsync(HttpMethod.Patch, $"/v1/conversations/{id}", ApiClient.Content(new { title = "晚饭" }));
        Assert.Equal("晚饭", renamed.Json.GetProperty("title").GetString());
        Assert.Equal("晚饭", (await client.GetAsync($"/v1/conversations/{id}")).Json.GetProperty("title").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(HttpMethod.Delete, $"/v1/conversations/{id}")).Status);
        (await client.GetAsync($"/v1/conversations/{id}")).AssertProblem(404, "conversation-not-found");
        (await client.SendAsync(HttpMethod.Delete, $"/v1/conversations/{id}")).AssertProblem(404, "conversation-not-found");
    }

    [Fact]
    public async Task Profile_IsKept()
    {
        using var client = fixture.Gateway.Client(nameof(Profile_IsKept));
        Assert.Equal("zh-CN", (await client.GetAsync("/v1/me")).Json.GetProperty("language").GetString());
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(HttpMethod.Put, "/v1/me", ApiClient.Content(new { language = "en", timeZone = "Europe/Paris" }))).Status);
        Assert.Equal("Europe/Paris", (await client.GetAsync("/v1/me")).Json.GetProperty("timeZone").GetString());
        (await client.SendAsync(HttpMethod.Put, "/v1/me", ApiClient.Content(new { language = "en" }))).AssertProblem(400, "time-zone");
    }
}
