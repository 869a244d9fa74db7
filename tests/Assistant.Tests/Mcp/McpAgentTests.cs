using System.Diagnostics;
using System.Text.Json;
using OrleansAgents.Grains.Agents;
using OrleansAgents.McpServer;

namespace OrleansAgents.Assistant.Tests.Mcp;

/// <summary>Skills that are tools of a real MCP server: a process, or a server over HTTP.</summary>
public sealed class McpAgentTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ReadOnlyTool_GivesItsStructuredOutput(bool overHttp)
    {
        await using var server = overHttp ? await HttpServer.StartAsync() : null;
        await using McpRun run = new(options => options.Servers["tests"] = server is null ? McpRun.Process() : new() { Url = server.Url.ToString(), Headers = { ["X-Key"] = "abc" } });

        var reply = await run.CallAsync("forecast", new { city = "Wuhan" });

        Assert.Null(reply.Failure);
        using var output = JsonDocument.Parse(reply.OutputJson!);
        Assert.Equal(("Wuhan", 21), (output.RootElement.GetProperty("city").GetString(), output.RootElement.GetProperty("degrees").GetInt32()));
        Assert.Equal("Weather: city: Wuhan; Degrees: 21; Sky: sunny", reply.Say!.En);
        Assert.StartsWith("""{"kind":"facts",""", Assert.Single(reply.Cards), StringComparison.Ordinal);
        Assert.All(server?.Keys ?? [], static key => Assert.Equal("abc", key));
    }

    [Fact]
    public async Task Call_ToolThatSpeaksText_GivesTheText()
    {
        await using McpRun run = new(static options => options.Servers["tests"] = McpRun.Process());

        var reply = await run.CallAsync("read_text", new { text = "It may rain." });

        Assert.Equal("""{"text":"It may rain."}""", reply.OutputJson);
        Assert.Equal("Weather: It may rain.", reply.Say!.En);
    }

    [Fact]
    public async Task Call_ToolWithoutReadOnlyAnnotation_IsNotMade()
    {
        await using McpRun run = new(static options => options.Servers["tests"] = McpRun.Process());

        var reply = await run.CallAsync("book", new { city = "Wuhan" });

        Assert.Equal(SkillFailure.Denied, reply.Failure);
        Assert.Equal("The tool 'book' is not declared to only read, so it may change something and is not called yet.", reply.Message!.En);
    }

    [Fact]
    public async Task Call_ToolThatServerLacks_SaysSo()
    {
        await using McpRun run = new(static options => options.Servers["tests"] = McpRun.Process());

        Assert.Equal((SkillFailure.Unknown, "It has no tool 'absent'."), Ended(await run.CallAsync("absent", new { })));
    }

    [Fact]
    public async Task Call_ToolThatFails_ItsWordsAreNotShown()
    {
        await using McpRun run = new(static options => options.Servers["tests"] = McpRun.Process());

        Assert.Equal((SkillFailure.Faulted, "It failed."), Ended(await run.CallAsync("throws", new { })));
    }

    [Fact]
    public async Task Call_LongerThanAllowed_IsGivenUpAndTheServerStays()
    {
        await using McpRun run = new(static options => options.Servers["tests"] = McpRun.Process());
        var before = await ProcessOf(run);
        var calling = run.CallAsync("hang", new { });

        // The clock moves until the call has seen its time pass; before it was made, moving does nothing.
        while (!calling.IsCompleted)
        {
            run.Time.Advance(TimeSpan.FromSeconds(61));
            await Task.Yield();
        }

        Assert.Equal((SkillFailure.DeadlineExceeded, "It did not answer in time."), Ended(await calling));
        Assert.Equal(before, await ProcessOf(run));
    }

    [Fact]
    public async Task Call_ResultLargerThanAllowed_IsNotUsed()
    {
        await using McpRun run = new(static options =>
        {
            options.Servers["tests"] = McpRun.Process();
            options.ResultBytes = 16 * 1024;
        });

        var reply = await run.CallAsync("large", new { characters = 100_000 });

        Assert.Contains(reply.Failure, (SkillFailure?[])[SkillFailure.OutputTooLarge, SkillFailure.Unavailable]);
        Assert.Null(reply.OutputJson);
    }

    [Fact]
    public async Task Server_Dies_CallsFailWithReasonUntilItIsStartedAnew()
    {
        await using McpRun run = new(static options => options.Servers["tests"] = McpRun.Process());
        var before = await ProcessOf(run);

        Assert.Equal((SkillFailure.Unavailable, "It went away before it answered."), Ended(await run.CallAsync("die", new { })));
        Assert.Equal((SkillFailure.Unavailable, "It is not running; it is tried again in 1 s."), Ended(await run.CallAsync("forecast", new { city = "Wuhan" })));
        run.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotEqual(before, await ProcessOf(run));
    }

    [Fact]
    public async Task Server_CannotStart_IsLeftAloneLongerEachTime()
    {
        await using McpRun run = new(static options => options.Servers["tests"] = McpRun.Process("fail"));

        Assert.Equal("It is not running; it is tried again in 1 s.", (await run.CallAsync("forecast", new { city = "Wuhan" })).Message!.En);
        run.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("It is not running; it is tried again in 2 s.", (await run.CallAsync("forecast", new { city = "Wuhan" })).Message!.En);
        run.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("It is not running; it is tried again in 4 s.", (await run.CallAsync("forecast", new { city = "Wuhan" })).Message!.En);
    }

    [Fact]
    public async Task Server_NoSuchProgram_IsUnavailable()
    {
        await using McpRun run = new(static options => options.Servers["tests"] = new() { Command = "no-such-program-anywhere" });

        Assert.Equal(SkillFailure.Unavailable, (await run.CallAsync("forecast", new { city = "Wuhan" })).Failure);
    }

    [Fact]
    public async Task Server_Process_EndsWithTheSilo()
    {
        McpRun run = new(static options => options.Servers["tests"] = McpRun.Process());
        using var process = Process.GetProcessById(await ProcessOf(run));

        await run.DisposeAsync();

        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(patience.Token);
    }

    [Fact]
    public async Task Server_Process_IsGivenNoSecretOfThisProcess()
    {
        Environment.SetEnvironmentVariable("APIKEY_OF_TESTS", "secret");
        await using McpRun run = new(static options => options.Servers["tests"] = new() { Command = "dotnet", Arguments = McpRun.Process().Arguments, Environment = { ["GIVEN"] = "1" } });

        using var output = JsonDocument.Parse((await run.CallAsync("process", new { })).OutputJson!);
        var variables = output.RootElement.GetProperty("variables").GetString()!.Split(',');

        Assert.Contains("GIVEN", variables);
        Assert.DoesNotContain("APIKEY_OF_TESTS", variables);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("/", true)]
    [InlineData("/other", false)]
    [InlineData("/mcp", true)]
    public async Task Url_InManifest_MustBeAllowed(string allowed, bool isAllowed)
    {
        await using var server = await HttpServer.StartAsync();
        var root = server.Url.GetLeftPart(UriPartial.Authority);
        await using McpRun run = new(options => options.AllowedUrls = [root + allowed], server.Url.ToString());

        var reply = await run.CallAsync("forecast", new { city = "Wuhan" });

        Assert.Equal(isAllowed ? null : "The settings of this service do not allow it to be reached.", reply.Message?.En);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://allowed.example.evil.example/mcp")]
    [InlineData("http://allowed.example/mcpx")]
    [InlineData("http://allowed.example/mcp/../admin")]
    [InlineData("http://allowed.example/mcp/%2e%2e/admin")]
    [InlineData("http://allowed.example:8080/mcp")]
    [InlineData("https://allowed.example/mcp")]
    public async Task Address_NotInSettings_IsNotReached(string address)
    {
        await using McpRun run = new(static options => options.AllowedUrls = ["http://allowed.example/mcp"], address);

        Assert.Equal((SkillFailure.Unavailable, "The settings of this service do not allow it to be reached."), Ended(await run.CallAsync("forecast", new { city = "Wuhan" })));
    }

    private static (SkillFailure?, string?) Ended(SkillReply reply) => (reply.Failure, reply.Message?.En);

    private static async Task<int> ProcessOf(McpRun run)
    {
        using var output = JsonDocument.Parse((await run.CallAsync("process", new { })).OutputJson!);
        return output.RootElement.GetProperty("process").GetInt32();
    }
}
