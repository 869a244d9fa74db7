using OrleansAgents.EndToEnd.Tests.Cluster;
using OrleansAgents.EndToEnd.Tests.Support;
using OrleansAgents.McpServer;
using OrleansAgents.TestKit.Servers;

namespace OrleansAgents.EndToEnd.Tests.Settings;

/// <summary>The settings of the language model and of MCP servers reach what they are for in the program itself, and wrong ones end its start with a line that says what to change.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class ConnectorSettingsTests
{
    /// <summary>An agent of one tool of the tests' server. It says that it takes long, so that it has time on a busy machine.</summary>
    private const string Weather = """
        {
          "id": "weather", "owner": "tests", "version": "1",
          "name": {"zh": "天气", "en": "Weather"}, "description": {"zh": "天气预报", "en": "Weather forecasts"},
          "endpoint": {"kind": "mcp", "address": "stations"},
          "skills": [{
            "id": "forecast",
            "title": {"zh": "天气预报", "en": "Forecast"}, "description": {"zh": "某地的天气预报", "en": "The weather forecast for a city"},
            "examples": {"zh": ["武汉天气怎么样", "明天会下雨吗", "北京冷不冷"], "en": ["weather in Wuhan", "will it rain tomorrow", "how cold is Beijing"]},
            "input": {"type": "object", "required": ["city"], "properties": {"city": {"type": "string", "x-semantic": "Place"}}},
            "output": {"type": "object", "properties": {"city": {"type": "string"}, "degrees": {"type": "integer"}, "sky": {"type": "string"}}},
            "effect": "read", "latencyMilliseconds": 5000
          }]
        }
        """;

    [Fact]
    public async Task Settings_OfModelAndMcp_TakeEffectOverRealConnections()
    {
        var manifests = Directory.CreateTempSubdirectory("manifests-");
        await File.WriteAllTextAsync(Path.Combine(manifests.FullName, "weather.json"), Weather);
        await using var model = await ScriptedChatModel.StartAsync();
        await using var server = await HttpServer.StartAsync();
        model.ThenCalls("weather__forecast", """{"city":"Wuhan"}""").ThenSays("It is sunny in Wuhan.");
        Dictionary<string, string> environment = new()
        {
            ["Model__Endpoint"] = model.Endpoint.ToString(),
            ["Model__ApiKey"] = "key-of-the-environment",
            ["Model__OutputTokensPerCall"] = "77",
            ["Mcp__Servers__stations__Headers__X-Key"] = "key-of-the-stations",
        };
        await using var host = await HostRun.StartAsync(
            environment, "--Model:Name=scripted-model", "--Model:FirstWordsTimeout=00:00:50", "--Model:CallTimeout=00:00:50", "--Model:TurnTimeout=00:00:50", "--Mcp:StartTimeout=00:01:40", $"--Mcp:Servers:stations:Url={server.Url}", $"--Mcp:Manifests={manifests.FullName}");
        using var guest = await host.GuestAsync();
        var conversation = await guest.ConversationAsync();

        using var stream = await guest.StreamAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", ApiClient.Message("weather in Wuhan"));
        var events = await stream.ToEndAsync();

        Assert.Equal("It is sunny in Wuhan.", events.Single(static e => e.Kind == "message.completed").Json.GetProperty("text").GetString());
        var used = events.Single(static e => e.Kind == "turn.completed").Json.GetProperty("model");
        Assert.Equal(("scripted-model", "answered"), (used.GetProperty("name").GetString(), used.GetProperty("ending").GetString()));
        Assert.All(model.Authorizations, static key => Assert.Equal("Bearer key-of-the-environment", key));
        Assert.All(model.Requests, static request => Assert.Equal(("scripted-model", 77), (request.GetProperty("model").GetString(), request.GetProperty("max_tokens").GetInt32())));
        Assert.NotEmpty(server.Keys);
        Assert.All(server.Keys, static key => Assert.Equal("key-of-the-stations", key));
        manifests.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Model:Endpoint is 'nonsense'; give an absolute address", "--Model:Endpoint=nonsense", "--Model:Name=m")]
    [InlineData("Mcp has no setting 'Timeout'", "--Mcp:Timeout=5")]
    public async Task Start_WithAWrongSetting_EndsWithALineThatNamesIt(string expected, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("host-");
        var (code, text) = await ProgramRun.RunAsync(OperatedCluster.GatewayProgram, [$"--Data:Folder={folder.FullName}", .. ProgramRun.Ports(), .. settings]);

        Assert.True(code == 1, $"{code}: {text}");
        Assert.Contains(expected, text.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Model:TokensPerTurn is -5; give 100 to 1000000.", "--Model:TokensPerTurn=-5")]
    [InlineData("Model:HistoryTokens is -1", "--Model:HistoryTokens=-1")]
    [InlineData("Model:Endpoint is empty while Model:Name", "--Model:Name=m")]
    [InlineData("'Model:CallTimeout'", "--Model:CallTimeout=soon")]
    [InlineData("'Model:Use'", "--Model:Use=Sometimes")]
    [InlineData("Model has no setting 'Tokens'", "--Model:Tokens=5")]
    [InlineData("Mcp:AllowedUrls has 'ftp://host'", "--Mcp:AllowedUrls:0=ftp://host")]
    [InlineData("Mcp:Servers:a:Url is not an address", "--Mcp:Servers:a:Url=nonsense")]
    [InlineData("Mcp:Servers:a has neither", "--Mcp:Servers:a:Folder=/tmp")]
    [InlineData("Mcp:Servers:a has no setting 'Uri'", "--Mcp:Servers:a:Uri=http://host")]
    [InlineData("Mcp:ResultBytes is 1; give 1024", "--Mcp:ResultBytes=1")]
    [InlineData("Mcp:Manifests is '/no/such/folder'", "--Mcp:Manifests=/no/such/folder")]
    public async Task Start_WithAWrongValue_NamesTheSetting(string expected, string setting)
    {
        var problem = await Assert.ThrowsAnyAsync<Exception>(async () => await GatewayProcess.StartAsync([setting], ownAgents: false));

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }
}
