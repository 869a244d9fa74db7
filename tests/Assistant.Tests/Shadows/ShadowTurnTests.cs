using System.Text;
using System.Text.RegularExpressions;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Assistant.Tests.Shadows;

/// <summary>Agents in shadow are called with what people ask, and people notice nothing of it.</summary>
public sealed partial class ShadowTurnTests
{
    private const string Ask = "echo.say shade.say echo.say|shade.say";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Turn_WithAnAgentInShadow_IsTheSameByteForByte()
    {
        var without = await EventsOfAsync(shade: null);
        TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var shade = new ScriptedAgent(ShadowAgents.Shade).On("say", text =>
        {
            called.TrySetResult();
            return ScriptedAgent.Says($"shade: {text}") with { Cards = ["""{"kind":"shade"}"""] };
        });

        var with = await EventsOfAsync(shade, called.Task);

        Assert.Equal(without, with);
        Assert.Equal($$"""{"text":"{{Ask}}"}""", shade.Calls.First().Arguments);
        Assert.DoesNotContain("shade:", string.Concat(with), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turn_AgentInShadowHangs_IsAnsweredAllTheSame()
    {
        TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously), release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var echo = Echo();
        var shade = new ScriptedAgent(ShadowAgents.Shade).On("say", async (_, _, _) =>
        {
            called.TrySetResult();
            await release.Task;
            return ScriptedAgent.Says("at last");
        });
        await using var cluster = await AssistantCluster.StartAsync([echo, shade], configure: ShadowAgents.InShadow(echo, shade));
        var conversation = await cluster.OpenAsync();
        await conversation.TurnAsync(Ask, "first");
        await called.Task.WaitAsync(Patience);

        // The first turn's call still hangs.
        var second = await conversation.TurnAsync(Ask, "second");

        Assert.Equal(TurnOutcomes.Completed, second.Outcome);
        Assert.Equal($"{Ask}\n\n{Ask}", await conversation.AnswerAsync(second.TurnId));
        release.SetResult();
    }

    [Fact]
    public async Task Turn_AgentInShadowFails_OnlyItsScoreSuffers()
    {
        var echo = Echo();
        var shade = new ScriptedAgent(ShadowAgents.Shade).On("say", static (_, _, _) => throw new InvalidOperationException());
        await using var cluster = await AssistantCluster.StartAsync([echo, shade], configure: ShadowAgents.InShadow(echo, shade));
        var conversation = await cluster.OpenAsync();

        var ended = await conversation.TurnAsync(Ask);

        Assert.Equal((TurnOutcomes.Completed, $"{Ask}\n\n{Ask}"), (ended.Outcome, await conversation.AnswerAsync(ended.TurnId)));
        var tally = await TallyAsync(cluster, static tally => tally.Failures > 1);
        Assert.True(SkillHealth.Of(tally, promisedMilliseconds: 300).Score < 1);
    }

    [Fact]
    public async Task Turn_AgentInShadowWorks_ItsCallsCount()
    {
        var echo = Echo();
        var shade = new ScriptedAgent(ShadowAgents.Shade).On("say", ScriptedAgent.Says);
        await using var cluster = await AssistantCluster.StartAsync([echo, shade], configure: ShadowAgents.InShadow(echo, shade));

        await (await cluster.OpenAsync()).TurnAsync(Ask);

        // Once for its own step, once beside the agent whose place it could take.
        Assert.Equal(0, (await TallyAsync(cluster, static tally => tally.Calls > 1)).Failures);
    }

    [Fact]
    public async Task Turn_WritingSkillInShadow_IsNeverCalled()
    {
        TaskCompletionSource read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var echo = Echo();
        var shade = new ScriptedAgent(ShadowAgents.Shade).On("write_say", ScriptedAgent.Says).On("say", text =>
        {
            read.TrySetResult();
            return ScriptedAgent.Says(text);
        });
        await using var cluster = await AssistantCluster.StartAsync([echo, shade], configure: ShadowAgents.InShadow(echo, shade));

        await (await cluster.OpenAsync()).TurnAsync("shade.write_say echo.say|shade.write_say shade.say");
        await read.Task.WaitAsync(Patience);

        // Calls of a turn are made one after the other, in the plan's order.
        Assert.Equal(["say"], shade.Calls.Select(static call => call.Context.Skill));
    }

    private static ScriptedAgent Echo() => new ScriptedAgent("echo").On("say", ScriptedAgent.Says);

    /// <summary>The answer of a turn, and all else that it has left in the log, but for what the clock says.</summary>
    private static async Task<List<string>> EventsOfAsync(ScriptedAgent? shade, Task? until = null)
    {
        ScriptedAgent[] agents = shade is null ? [Echo()] : [Echo(), shade];
        await using var cluster = await AssistantCluster.StartAsync(agents, configure: ShadowAgents.InShadow(agents));
        var conversation = await cluster.OpenAsync();
        var ended = await conversation.TurnAsync(Ask);
        await (until ?? Task.CompletedTask).WaitAsync(Patience);
        var events = await conversation.EventsAsync();

        // Numbers, and the order of steps that run at once, depend on what arrives together.
        return [await conversation.AnswerAsync(ended.TurnId), .. events.Where(static e => e.Kind != EventKinds.MessageCompleted).Select(static e => $"{e.Kind} {Took().Replace(Encoding.UTF8.GetString(e.Data), "")}").Order(StringComparer.Ordinal)];
    }

    /// <summary>What the agent's calls have come to, once they are told.</summary>
    private static async Task<CallTally> TallyAsync(AssistantCluster cluster, Func<CallTally, bool> isEnough)
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            var tally = (await cluster.Silos!.Client.GetGrain<IAgentHealthGrain>(ShadowAgents.Shade).Read()).GetValueOrDefault("say");
            if (isEnough(tally))
            {
                return tally;
            }

            patience.Token.ThrowIfCancellationRequested();
        }
    }

    [GeneratedRegex("\"milliseconds\":[0-9]+,?")]
    private static partial Regex Took();
}
