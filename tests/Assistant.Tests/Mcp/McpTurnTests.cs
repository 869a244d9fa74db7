using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Connectors.Mcp;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Registry;
using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Assistant.Tests.Mcp;

/// <summary>Turns in which an MCP server takes part as any agent does.</summary>
public sealed class McpTurnTests
{
    [Fact]
    public async Task Turn_AgentRegisteredAtRunTime_AnswersAndIsHeldToItsSchema()
    {
        McpOptions options = new() { StartTimeout = TimeSpan.FromSeconds(60), Servers = { ["tests"] = McpRun.Process() } };
        await using var cluster = await AssistantCluster.StartAsync([new ScriptedAgent("echo").On("say", ScriptedAgent.Says)], configure: silo =>
        {
            silo.Services.AddSingleton(Options.Create(options));
            silo.Services.AddMcpAgents(options);
        });
        await cluster.Silos!.Client.GetGrain<IAgentRegistryGrain>(0).Register(ManifestJson.Write(McpRun.ManifestOf("tests")));
        var conversation = await cluster.OpenAsync();

        // The registry's hint is on its way; a turn that comes before it finds no such agent.
        TurnAnswer told;
        var attempt = 0;
        do
        {
            told = await SayAsync(conversation, "weather.read_text", $"{++attempt}");
        }
        while (told.Text.Contains("no such service", StringComparison.Ordinal));

        Assert.Equal(new TurnAnswer(TurnOutcomes.Completed, "Weather: weather.read_text"), told);
        Assert.Equal(new TurnAnswer(TurnOutcomes.Failed, "\"broken\" could not be done: Its answer was not in the promised form, so it is not used."), await SayAsync(conversation, "weather.broken", "b"));
    }

    [Fact]
    public async Task Settings_FolderOfManifests_AgentsAreThereFromTheStart()
    {
        var folder = Directory.CreateTempSubdirectory("manifests-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "weather.json"), ManifestJson.Write(McpRun.ManifestOf("tests")));
            McpOptions options = new() { Manifests = folder.FullName };
            var services = new ServiceCollection().AddSingleton(new ProgramManifests([])).AddMcpAgents(options);
            await using var provider = services.BuildServiceProvider();

            Assert.Equal("weather", Assert.Single(provider.GetRequiredService<ProgramManifests>().Manifests).Id);

            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "worse.json"), """{"id": 7}""");
            var problem = Assert.Throws<OptionsValidationException>(() => new ServiceCollection().AddMcpAgents(options));
            Assert.Contains("worse.json in Mcp:Manifests", problem.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<TurnAnswer> SayAsync(Conversation conversation, string text, string id)
    {
        var end = await conversation.TurnAsync(text, id);
        return new TurnAnswer(end.Outcome, await conversation.AnswerAsync(end.TurnId));
    }

    private sealed record TurnAnswer(string Outcome, string Text);
}
