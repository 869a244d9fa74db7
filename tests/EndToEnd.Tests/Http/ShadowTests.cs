using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.EndToEnd.Tests.Support;
using OrleansAgents.Grains.Agents;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>An operator puts an agent in shadow, and sees how it does although nobody uses it.</summary>
public sealed class ShadowTests
{
    private const string Ask = "I must be at Xiaoshan airport by 3 pm tomorrow, when should I leave West Lake";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Agent_InShadow_IsNotUsedAndItsStandingMoves()
    {
        await using var gateway = await GatewayProcess.StartAsync(ownAgents: false, change: static services => services.Configure<AgentOptions>(static options => options.ReportEvery = TimeSpan.Zero));
        using var admin = gateway.Client("operator", "chat admin");
        using var person = gateway.Client("person");
        Assert.Contains("mobility", await AgentsOfTurnAsync(person));
        var before = Calls(await UntilAsync(admin, static agent => Calls(agent) > 0));
        Assert.Equal(HttpStatusCode.OK, (await admin.SendAsync(HttpMethod.Patch, "/admin/v1/agents/mobility", ApiClient.Content(new { tier = "shadow" }))).Status);
        await UntilAsync(admin, static agent => agent.GetProperty("tier").GetString() == "shadow");

        Assert.DoesNotContain("mobility", await AgentsOfTurnAsync(person));

        // Older calls count less with time, so more than there was means a new one.
        var standing = await UntilAsync(admin, agent => Calls(agent) > before);
        Assert.Equal("shadow", standing.GetProperty("standing").EnumerateArray().First().GetProperty("tier").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync("/v1/agents/mobility")).Status);
    }

    private static double Calls(JsonElement agent) => agent.GetProperty("standing").EnumerateArray().Single(static skill => skill.GetProperty("skill").GetString() == "leave_by").GetProperty("calls").GetDouble();

    /// <summary>The agents that take part in a turn.</summary>
    private static async Task<List<string>> AgentsOfTurnAsync(ApiClient person)
    {
        using var stream = await person.StreamAsync(HttpMethod.Post, $"/v1/conversations/{await person.ConversationAsync()}/messages", ApiClient.Message(Ask));
        return [.. (await stream.ToEndAsync()).Where(static e => e.Kind == "step.started").Select(static e => e.Json.GetProperty("agent").GetString()!)];
    }

    private static async Task<JsonElement> UntilAsync(ApiClient admin, Func<JsonElement, bool> isSo)
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            var agent = (await admin.GetAsync("/v1/agents/mobility")).Json;
            if (isSo(agent))
            {
                return agent;
            }

            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
