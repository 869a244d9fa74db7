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

/// <summary>Whatever an agent does ends as a reply, in time, and nothing that it should not have said is shown.</summary>
public sealed class AgentGrainTests
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
    public async Task Invoke_AgentThrows_IsSaidWithoutItsText()
    {
        await using var cluster = await AssistantCluster.StartAsync([new ScriptedAgent("bad").On("throw", (_, _, _) => throw new InvalidOperationException("secret detail"))]);

        var reply = await InvokeAsync(cluster, "bad", "throw");

        Assert.Equal(SkillFailure.Faulted, reply.Failure);
        Assert.DoesNotContain("secret", reply.Message!.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"text": 5}""")]
    [InlineData("""{"other": "x"}""")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData(null)]
    public async Task Invoke_AnswerAgainstItsSchema_IsRefused(string? output)
    {
        await using var cluster = await AssistantCluster.StartAsync([new ScriptedAgent("bad").On("lie", _ => new SkillReply { OutputJson = output, Say = new LocalizedText("假", "fake") })]);

        var reply = await InvokeAsync(cluster, "bad", "lie");

        Assert.Equal(SkillFailure.InvalidOutput, reply.Failure);
        Assert.Null(reply.Say);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"title": "no kind"}""")]
    public async Task Invoke_CardThatIsNone_IsRefused(string card)
    {
        await using var cluster = await AssistantCluster.StartAsync([new ScriptedAgent("bad").On("card", _ => ScriptedAgent.Says("x") with { Cards = [card] })]);

        Assert.Equal(SkillFailure.InvalidOutput, (await InvokeAsync(cluster, "bad", "card")).Failure);
    }

    [Fact]
    public async Task Invoke_AnswerOfTenMegabytes_IsRefused()
    {
        await using var cluster = await AssistantCluster.StartAsync([new ScriptedAgent("bad").On("flood", _ => ScriptedAgent.Says(new string('x', 10_000_000)))]);

        Assert.Equal(SkillFailure.OutputTooLarge, (await InvokeAsync(cluster, "bad", "flood")).Failure);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"text": 1}""")]
    [InlineData("nonsense")]
    public async Task Invoke_ArgumentsAgainstTheSchema_NeverReachTheAgent(string arguments)
    {
        var agent = new ScriptedAgent("echo").On("say", ScriptedAgent.Says);
        await using var cluster = await AssistantCluster.StartAsync([agent]);

        Assert.Equal(SkillFailure.InvalidArguments, (await InvokeAsync(cluster, "echo", "say", arguments)).Failure);
        Assert.Empty(agent.Calls);
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
    public async Task Invoke_WritingSkill_IsDenied()
    {
        var agent = new ScriptedAgent("shop").On("write_order", ScriptedAgent.Says);
        await using var cluster = await AssistantCluster.StartAsync([agent]);

        Assert.Equal(SkillFailure.Denied, (await InvokeAsync(cluster, "shop", "write_order")).Failure);
        Assert.Empty(agent.Calls);
    }

    [Fact]
    public async Task Invoke_ThroughAnotherUsersLink_IsDenied()
    {
        await using var cluster = await AssistantCluster.StartAsync([SessionGrainTests.Echo()]);
        var link = cluster.Silos!.Client.GetGrain<IAgentLinkGrain>("test:bob/echo");

        Assert.Equal(SkillFailure.Denied, (await link.Invoke(Call("echo", "say"))).Failure);
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

    private static Task<SkillReply> InvokeAsync(AssistantCluster cluster, string agent, string skill, string arguments = """{"text": "x"}""", TimeSpan? deadline = null)
        => cluster.Silos!.Client.GetGrain<IAgentLinkGrain>($"test:ann/{agent}").Invoke(Call(agent, skill, arguments, deadline));

    private static SkillCall Call(string agent, string skill, string arguments = """{"text": "x"}""", TimeSpan? deadline = null) => new()
    {
        Skill = new SkillRef(agent, skill),
        ArgumentsJson = arguments,
        User = "test:ann",
        Language = "en",
        TimeZone = "Asia/Shanghai",
        Deadline = deadline ?? TimeSpan.FromSeconds(30),
        Purpose = "test",
    };
}
