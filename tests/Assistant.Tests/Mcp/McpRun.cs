using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansAgents.Connectors.Mcp;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.TestKit;

namespace OrleansAgents.Assistant.Tests.Mcp;

/// <summary>An agent that is the tests' MCP server, called as the agent's grain calls it.</summary>
internal sealed class McpRun : IAsyncDisposable
{
    private readonly McpConnections _connections;

    public McpRun(Action<McpOptions> change, string address = "tests")
    {
        McpOptions options = new() { StartTimeout = TimeSpan.FromSeconds(60), CallTimeout = TimeSpan.FromSeconds(60) };
        change(options);
        _connections = new McpConnections(Options.Create(options), Time, NullLogger<McpConnections>.Instance);
        Manifest = ManifestOf(address);
    }

    public ManualTimeProvider Time { get; } = new();

    public AgentManifest Manifest { get; }

    /// <summary>The server as a process.</summary>
    public static McpServerSettings Process(params string[] arguments)
        => new() { Command = "dotnet", Arguments = [typeof(McpServer.Tools).Assembly.Location, .. arguments] };

    /// <summary>Calls a skill.</summary>
    public async Task<SkillReply> CallAsync(string skill, object arguments, CancellationToken cancellationToken = default)
        => await _connections.HandlerOf(Manifest).InvokeAsync(
            new SkillContext(skill, "user", "en", TimeZoneInfo.Utc, Time.GetUtcNow()), JsonSerializer.SerializeToElement(arguments), cancellationToken);

    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    /// <summary>The manifest of the server: it adds what the tools mean.</summary>
    public static AgentManifest ManifestOf(string address) => ManifestJson.Read($$"""
        {
          "id": "weather", "owner": "tests", "version": "1",
          "name": {"zh": "天气", "en": "Weather"}, "description": {"zh": "天气预报", "en": "Weather forecasts"},
          "endpoint": {"kind": "mcp", "address": "{{address}}"},
          "skills": [
            {{Skill("forecast", """{"city": {"type": "string", "x-semantic": "Place"}}""", """{"city": {"type": "string"}, "degrees": {"type": "integer", "title": "Degrees"}, "sky": {"type": "string", "title": "Sky"}}""")}},
            {{Skill("broken", """{}""", """{"degrees": {"type": "integer"}}""", "wrong")}},
            {{Skill("read_text", """{"text": {"type": "string"}}""", """{"text": {"type": "string"}}""", "text")}},
            {{Skill("large", """{"characters": {"type": "integer"}}""", """{}""")}},
            {{Skill("throws", "{}", "{}")}},
            {{Skill("process", "{}", "{}")}},
            {{Skill("hang", "{}", "{}")}},
            {{Skill("die", "{}", "{}")}},
            {{Skill("book", """{"city": {"type": "string"}}""", "{}")}},
            {{Skill("absent", "{}", "{}")}}
          ]
        }
        """);

    private static string Skill(string id, string input, string output, string? tool = null) => $$"""
        {
          "id": "{{id}}", {{(tool is null ? "" : $"\"tool\": \"{tool}\",")}}
          "title": {"zh": "{{id}}", "en": "{{id}}"}, "description": {"zh": "{{id}}", "en": "{{id}}"},
          "examples": {"zh": ["{{id}} 一", "{{id}} 二", "{{id}} 三"], "en": ["{{id}} one", "{{id}} two", "{{id}} three"]},
          "input": {"type": "object", "properties": {{input}}}, "output": {"type": "object", "properties": {{output}}},
          "effect": "read"
        }
        """;
}
