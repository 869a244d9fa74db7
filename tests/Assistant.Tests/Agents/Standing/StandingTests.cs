using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Registry;
using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Assistant.Tests.Agents.Standing;

/// <summary>Agents that fail or dawdle lose their place to others that can do the same, and the answer says so.</summary>
public sealed class StandingTests
{
    /// <summary>Enough to lower an agent even if a busy machine takes minutes for them, so that some are half forgotten.</summary>
    private const int Failures = 12;

    [Fact]
    public async Task Turn_AgentThatFailsOften_IsReplacedByTheNextAndSaysSo()
    {
        var first = new ScriptedAgent("first").On("say", (_, _, _) => throw new InvalidOperationException());
        await using var cluster = await AssistantCluster.StartAsync([first, new ScriptedAgent("second").On("say", static _ => ScriptedAgent.Says("from the second"))], configure: Patient);
        var conversation = await cluster.OpenAsync();
        var failed = await conversation.TurnAsync("first.say|second.say", "before");
        Assert.Equal(TurnOutcomes.Completed, failed.Outcome);
        Assert.Equal("\"first\" could not answer; \"second\" does instead.\n\nfrom the second", await conversation.AnswerAsync(failed.TurnId));
        await FailAsync(conversation, "first.say");

        var ended = await conversation.TurnAsync("first.say|second.say", "after");

        Assert.Equal("\"first\" has failed or been slow of late, so \"second\" answers instead.\n\nfrom the second", await conversation.AnswerAsync(ended.TurnId));
        Assert.Equal(Failures + 1, first.Calls.Count);
    }

    /// <summary>Reports are a second apart, and nobody calls again after the second call.</summary>
    [Fact]
    public async Task Calls_BeforeAPause_AreToldWithoutAnother()
    {
        await using var cluster = await AssistantCluster.StartAsync([new ScriptedAgent("echo").On("say", ScriptedAgent.Says)], configure: static silo => silo.Services.Configure<AgentOptions>(static options => options.ReportEvery = TimeSpan.FromSeconds(1)));
        var conversation = await cluster.OpenAsync();
        await conversation.TurnAsync("echo.say", "first");
        await conversation.TurnAsync("echo.say", "second");

        var health = cluster.Silos!.Client.GetGrain<IAgentHealthGrain>("echo");
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        while ((await health.Read()).GetValueOrDefault("say").Calls <= 1)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task Turn_AgentThatHangs_IsReplacedByTheNext()
    {
        TaskCompletionSource<SkillReply> never = new();
        await using var cluster = await AssistantCluster.StartAsync([new ScriptedAgent("slow").On("say", (_, _, _) => never.Task), new ScriptedAgent("quick").On("say", ScriptedAgent.Says)], configure: static silo =>
        {
            Patient(silo);
            silo.Services.Configure<AgentOptions>(static options => options.DeadlineMax = TimeSpan.FromMilliseconds(20));
        });
        var conversation = await cluster.OpenAsync();
        await FailAsync(conversation, "slow.say");

        var ended = await conversation.TurnAsync("slow.say|quick.say");

        // On a busy machine the quick one may be late as well; that it is planned first is what counts.
        var plan = (await conversation.EventsAsync()).Last(static e => e.Kind == EventKinds.PlanCreated);
        Assert.Contains("\"agent\":\"quick\"", System.Text.Encoding.UTF8.GetString(plan.Data), StringComparison.Ordinal);
        never.SetResult(ScriptedAgent.Says("too slow an answer"));
        Assert.DoesNotContain("too slow an answer", await conversation.AnswerAsync(ended.TurnId), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turn_AllAgentsFail_TheLoweredOneIsStillTried()
    {
        var agents = (string[])["first", "second"];
        await using var cluster = await AssistantCluster.StartAsync([.. agents.Select(static id => new ScriptedAgent(id).On("say", (_, _, _) => throw new InvalidOperationException()))], configure: Patient);
        var conversation = await cluster.OpenAsync();
        for (var turn = 0; turn < Failures; turn++)
        {
            var ended = await conversation.TurnAsync("first.say|second.say", $"m{turn}");
            Assert.Equal(TurnOutcomes.Failed, ended.Outcome);
        }

        Assert.All(cluster.Agents, static agent => Assert.Equal(Failures, agent.Calls.Count));
    }

    [Fact]
    public async Task SetTier_OfBuiltInAndRegisteredAgents_OutlivesTheRegistrysActivation()
    {
        await using var cluster = await AssistantCluster.StartAsync([new ScriptedAgent("echo").On("say", ScriptedAgent.Says)]);
        var registry = cluster.Silos!.Client.GetGrain<IAgentRegistryGrain>(0);
        await registry.Register(Grains.Manifests.ManifestJson.Write(new ScriptedAgent("guest").On("say", ScriptedAgent.Says).Manifest));

        Assert.Null(await registry.SetTier("nobody", AgentTier.Auto));
        await registry.SetTier("echo", AgentTier.ReadOnly);
        var version = await registry.SetTier("guest", AgentTier.Shadow);
        await cluster.Silos.DeactivateAsync(registry.GetGrainId());

        var read = await registry.Read(0);
        Assert.Equal(version, read!.Version);
        Assert.Equal(AgentTier.ReadOnly, read.Tiers!["echo"]);
        Assert.Equal(AgentTier.Shadow, read.Tiers["guest"]);

        // An agent that is removed takes its tier along.
        await registry.Remove("guest");
        Assert.DoesNotContain("guest", (await registry.Read(0))!.Tiers!.Keys);
    }

    [Fact]
    public void TieredManifests_LeaveOutWhatATierForbids()
    {
        var all = Grains.Manifests.ManifestSet.Create([
            new ScriptedAgent("a").On("say", ScriptedAgent.Says).On("write_it", ScriptedAgent.Says).Manifest,
            new ScriptedAgent("b").On("write_it", ScriptedAgent.Says).Manifest,
            new ScriptedAgent("c").On("say", ScriptedAgent.Says).On("write_it", ScriptedAgent.Says).Manifest,
        ]);

        Assert.Same(all, TieredManifests.Of(all, []).InUse);
        Assert.Null(TieredManifests.Of(all, []).Shadowed);
        Assert.Null(TieredManifests.Of(all, new() { ["b"] = AgentTier.Shadow }).Shadowed);
        var tiered = TieredManifests.Of(all, new() { ["a"] = AgentTier.ReadOnly, ["b"] = AgentTier.ReadOnly, ["c"] = AgentTier.Shadow });

        Assert.Equal(["a.say"], tiered.InUse.Agents.SelectMany(static agent => agent.Skills.Select(skill => $"{agent.Id}.{skill.Id}")));
        Assert.Equal(["a.say", "c.say"], tiered.Shadowed!.Agents.SelectMany(static agent => agent.Skills.Select(skill => $"{agent.Id}.{skill.Id}")));
        Assert.Same(all, tiered.All);
        Assert.Equal((AgentTier.Shadow, AgentTier.Confirm), (tiered.TierOf("c"), tiered.TierOf("d")));
    }

    private static async Task FailAsync(Conversation conversation, string text)
    {
        for (var turn = 0; turn < Failures; turn++)
        {
            Assert.Equal(TurnOutcomes.Failed, (await conversation.TurnAsync(text, $"fail{turn}")).Outcome);
        }
    }

    /// <summary>The breaker leaves the agents alone later than these tests do, and every call is told at once.</summary>
    private static void Patient(ISiloBuilder silo) => silo.Services.Configure<AgentOptions>(static options =>
    {
        options.BreakerCallsMin = 1_000;
        options.ReportEvery = TimeSpan.Zero;
    });
}
