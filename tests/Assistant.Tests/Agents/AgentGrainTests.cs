using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.Assistant.Tests.Sessions;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Assistant.Tests.Agents;

/// <summary>
/// An agent's limits on an engine whose calls arrive. Beside the suite that holds on any engine, these tests count the calls that have reached an agent, or want a limit to be one for all of a silo: where a grain may have
/// two activations, each has a limit and a breaker of its own, and a call that is made again is counted twice.
/// </summary>
public sealed class AgentGrainTests() : AgentSuite(new TestedEngine.Steady())
{
    [Fact]
    public async Task Invoke_AgentHangs_IsLeftAtTheDeadlineAndItsLateAnswerDropped()
    {
        TaskCompletionSource<SkillReply> late = new();
        await using var cluster = await AssistantCluster.StartAsync([new ScriptedAgent("slow").On("hang", (_, _, _) => late.Task)]);

        var reply = await InvokeAsync(cluster, "slow", "hang", deadline: TimeSpan.FromMilliseconds(50));
        late.SetResult(ScriptedAgent.Says("late"));

        Assert.Equal(SkillFailure.DeadlineExceeded, reply.Failure);
        Assert.Null(reply.OutputJson);
    }

    [Fact]
    public async Task Invoke_AgentBlocksItsThread_HoldsUpNobodyElse()
    {
        using ManualResetEventSlim block = new();
        var agent = new ScriptedAgent("slow").On("say", ScriptedAgent.Says).On("block", (_, _, _) =>
        {
            block.Wait(CancellationToken.None);
            return Task.FromResult(ScriptedAgent.Says("unblocked"));
        });
        await using var cluster = await AssistantCluster.StartAsync([agent]);
        var blocked = InvokeAsync(cluster, "slow", "block", deadline: TimeSpan.FromMilliseconds(300));

        var other = await InvokeAsync(cluster, "slow", "say");

        Assert.Null(other.Failure);
        Assert.Equal(SkillFailure.DeadlineExceeded, (await blocked).Failure);
        block.Set();
    }

    [Fact]
    public async Task Invoke_AsManyCallsAsMay_RefusesTheNextAndTakesItAgainWhenOneEnds()
    {
        Gate gate = new();
        await using var cluster = await AssistantCluster.StartAsync(
            [new ScriptedAgent("busy").On("wait", gate.AnswerAsync).On("say", ScriptedAgent.Says)], configure: silo => silo.Services.Configure<AgentOptions>(limits => limits.ConcurrentCallsMax = 1));
        var first = InvokeAsync(cluster, "busy", "wait");
        await gate.Entered;

        Assert.Equal(SkillFailure.Overloaded, (await InvokeAsync(cluster, "busy", "say")).Failure);

        gate.Open();
        Assert.Null((await first).Failure);
        Assert.Null((await InvokeAsync(cluster, "busy", "say")).Failure);
    }

    [Fact]
    public async Task Invoke_AgentFailsOften_IsLeftAlone()
    {
        var agent = new ScriptedAgent("bad").On("throw", (_, _, _) => throw new InvalidOperationException());
        await using var cluster = await AssistantCluster.StartAsync([agent], configure: silo => silo.Services.Configure<AgentOptions>(limits => limits.BreakerCallsMin = 4));
        for (var call = 0; call < 4; call++)
        {
            await InvokeAsync(cluster, "bad", "throw");
        }

        var reply = await InvokeAsync(cluster, "bad", "throw");

        Assert.Equal(SkillFailure.Unavailable, reply.Failure);
        Assert.Equal(4, agent.Calls.Count);
    }

    [Fact]
    public async Task Invoke_AgentSaysThatItHasNothing_CountsAsHealthy()
    {
        var agent = new ScriptedAgent("maps").On("find", _ => SkillReply.Failed(SkillFailure.NotFound, new LocalizedText("没有", "nothing")));
        await using var cluster = await AssistantCluster.StartAsync([agent], configure: silo => silo.Services.Configure<AgentOptions>(limits => limits.BreakerCallsMin = 4));

        for (var call = 0; call < 12; call++)
        {
            Assert.Equal(SkillFailure.NotFound, (await InvokeAsync(cluster, "maps", "find")).Failure);
        }
    }

    [Fact]
    public async Task Turn_OneAgentFailsOneAnswers_IsPartialAndSaysWhatIsMissing()
    {
        await using var cluster = await AssistantCluster.StartAsync([SessionGrainTests.Echo().On("fail", (_, _, _) => throw new InvalidOperationException())]);
        var conversation = await cluster.OpenAsync();

        var ended = await conversation.TurnAsync("echo.say echo.fail");

        Assert.Equal(TurnOutcomes.Partial, ended.Outcome);
        var answer = await conversation.AnswerAsync(ended.TurnId);
        Assert.Contains("echo.say echo.fail", answer, StringComparison.Ordinal);
        Assert.Contains("\"fail\" could not be done", answer, StringComparison.Ordinal);
        Assert.Single(await conversation.KindsAsync(), kind => kind == EventKinds.StepFailed);
    }

    [Fact]
    public async Task Turn_AgentFailsAndAnotherCan_AnswersFromTheFallback()
    {
        await using var cluster = await AssistantCluster.StartAsync([SessionGrainTests.Echo().On("fail", (_, _, _) => throw new InvalidOperationException())]);
        var conversation = await cluster.OpenAsync();

        var ended = await conversation.TurnAsync("echo.fail|echo.say");

        Assert.Equal(TurnOutcomes.Completed, ended.Outcome);
        var failure = (await conversation.EventsAsync()).Single(e => e.Kind == EventKinds.StepFailed);
        Assert.False(EventJson.Read<StepFailedPayload>(failure.Data).Final);
    }
}
