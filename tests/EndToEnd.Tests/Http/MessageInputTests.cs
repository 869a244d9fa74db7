using System.Net;
using System.Text;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>What a message may be, and what is said of one that may not.</summary>
[Collection(SharedGateway.Name)]
public sealed class MessageInputTests(GatewayFixture fixture)
{
    [Theory]
    [InlineData("", "message-empty", "empty")]
    [InlineData(" \n\t ", "message-empty", "white space")]
    [InlineData("a\u0000b", "message-control-character", "U+0000 at position 1")]
    [InlineData("a\u001bb", "message-control-character", "U+001B")]
    [InlineData("line\rline", "message-control-character", "U+000D")]
    public async Task Post_TextThatIsNoMessage_IsRefusedWithItsReason(string text, string code, string detail)
    {
        using var client = fixture.Gateway.Client(nameof(Post_TextThatIsNoMessage_IsRefusedWithItsReason));
        var path = $"/v1/conversations/{await client.ConversationAsync()}/messages";
        var reply = await client.PostAsync(path, ApiClient.Message(text));
        Assert.Contains(detail, reply.AssertProblem(400, code), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_LongestText_IsTakenAndOneMoreIsRefused()
    {
        using var client = fixture.Gateway.Client(nameof(Post_LongestText_IsTakenAndOneMoreIsRefused));
        var path = $"/v1/conversations/{await client.ConversationAsync()}/messages";
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync(path, ApiClient.Message(new string('长', 8_000)))).Status);
        Assert.Contains("8001", (await client.PostAsync(path, ApiClient.Message(new string('长', 8_001)))).AssertProblem(400, "message-too-long"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"text":"\ud800","clientMessageId":"a"}""", "message-not-unicode", "$.text")]
    [InlineData("""{"text":"a","clientMessageId":"a",}""", "malformed-json", "line 1")]
    [InlineData("{\"text\":\"a\",\n  \"clientMessageId\":7}", "malformed-json", "line 2")]
    [InlineData("""{"text":"a","clientMessageId":"a","onBusy":"never"}""", "malformed-json", "$.onBusy")]
    [InlineData("""{"text":"a","text":"b","clientMessageId":"a"}""", "malformed-json", "$.text")]
    [InlineData("""{"text":"a","clientMesageId":"a"}""", "malformed-json", "$.clientMesageId")]
    [InlineData("[]", "malformed-json", "line 1")]
    [InlineData("null", "body-missing", "null")]
    [InlineData("", "body-missing", "no body")]
    [InlineData("""{"text":"a"}""", "client-message-id", "missing")]
    [InlineData("""{"text":"a","clientMessageId":"with space"}""", "client-message-id", "with space")]
    [InlineData("""{"text":"a","clientMessageId":"a","timeZone":"Mars/Olympus"}""", "time-zone", "Mars/Olympus")]
    [InlineData("""{"text":"a","clientMessageId":"a","language":"fr"}""", "language", "fr")]
    public async Task Post_WrongBody_IsRefusedWithThePlace(string body, string code, string detail)
    {
        using var client = fixture.Gateway.Client(nameof(Post_WrongBody_IsRefusedWithThePlace));
        var path = $"/v1/conversations/{await client.ConversationAsync()}/messages";
        Assert.Contains(detail, (await client.PostTextAsync(path, body)).AssertProblem(400, code), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_BytesThatAreNotUtf8_AreRefused()
    {
        using var client = fixture.Gateway.Client(nameof(Post_BytesThatAreNotUtf8_AreRefused));
        var path = $"/v1/conversations/{await client.ConversationAsync()}/messages";
        byte[] body = [.. Encoding.ASCII.GetBytes("{\"clientMessageId\":\"a\",\"text\":\""), 0xff, 0xfe, .. Encoding.ASCII.GetBytes("\"}")];
        var reply = await client.PostBytesAsync(path, body);
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Contains(reply.Json.GetProperty("type").GetString(), new[] { "urn:orleansagents:message-not-unicode", "urn:orleansagents:malformed-json" });
    }

    [Fact]
    public async Task Post_BodyOverTheLimit_Is413()
    {
        using var client = fixture.Gateway.Client(nameof(Post_BodyOverTheLimit_Is413));
        var path = $"/v1/conversations/{await client.ConversationAsync()}/messages";
        Assert.Contains("65536", (await client.PostAsync(path, ApiClient.Message(new string('a', 70_000)))).AssertProblem(413, "body-too-large"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_OtherMediaType_Is415()
    {
        using var client = fixture.Gateway.Client(nameof(Post_OtherMediaType_Is415));
        var path = $"/v1/conversations/{await client.ConversationAsync()}/messages";
        Assert.Contains("text/plain", (await client.PostTextAsync(path, "hello", "text/plain")).AssertProblem(415, "media-type"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_SameIdWithAnotherText_Is422()
    {
        using var client = fixture.Gateway.Client(nameof(Post_SameIdWithAnotherText_Is422));
        var path = $"/v1/conversations/{await client.ConversationAsync()}/messages";
        var first = await client.PostAsync(path, ApiClient.Message("one", "m1"));
        var again = await client.PostAsync(path, ApiClient.Message("one", "m1"));
        Assert.Equal(HttpStatusCode.Accepted, again.Status);
        Assert.Equal(first.Text, again.Text);
        (await client.PostAsync(path, ApiClient.Message("two", "m1"))).AssertProblem(422, "other-text");
    }
}
