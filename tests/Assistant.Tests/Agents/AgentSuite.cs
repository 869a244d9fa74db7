using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.Assistant.Tests.Sessions;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Assistant.Tests.Agents;

/// <summary>On any engine: whatever an agent does ends as a reply, in time, and nothing that it should not have said is shown.</summary>
public abstract class AgentSuite(TestedEngine engine)
{
    private static readonly (string Skill, SkillReply Reply, SkillFailure Failure)[] WrongReplies =
    [
        ("number", Lie("""{"text": 5}"""), SkillFailure.InvalidOutput),
        ("property", Lie("""{"other": "x"}"""), SkillFailure.InvalidOutput),
        ("array", Lie("[]"), SkillFailure.InvalidOutput),
        ("nonsense", Lie("not json"), SkillFailure.InvalidOutput),
        ("nothing", Lie(null), SkillFailure.InvalidOutput),
        ("cardtext", ScriptedAgent.Says("fake") with { Cards = ["not json"] }, SkillFailure.InvalidOutput),
        ("cardarray", ScriptedAgent.Says("fake") with { Cards = ["[]"] }, SkillFailure.InvalidOutput),
        ("cardkind", ScriptedAgent.Says("fake") with { Cards = ["""{"title": "no kind"}"""] }, SkillFailure.InvalidOutput),
        ("flood", ScriptedAgent.Says($"fake{new string('x', 10_000_000)}"), SkillFailure.OutputTooLarge),
        ("lost", SkillReply.Failed(SkillFailure.NotFound, new LocalizedText("没有", "There is none.")), SkillFailure.NotFound),
    ];

    [Fact]
    public Task Invoke_AgentHangs_IsLeftAtTheDeadline() => engine.RunAsync(async run =>
    {
        TaskCompletionSource<SkillReply> late = new();
        var cluster = await run.StartAsync([new ScriptedAgent("slow").On("hang", (_, _, _) => late.Task)]);

        var reply = await InvokeAsync(cluster, "slow", "hang", deadline: TimeSpan.FromMilliseconds(50));
        late.SetResult(ScriptedAgent.Says("late"));

        Assert.Equal(SkillFailure.DeadlineExceeded, reply.Failure);
        Assert.Null(reply.OutputJson);
    });

    [Fact]
    public Task Invoke_AgentThrows_IsSaidWithoutItsText() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([new ScriptedAgent("bad").On("throw", (_, _, _) => throw new InvalidOperationException("secret detail"))]);

        var reply = await InvokeAsync(cluster, "bad", "throw");

        Assert.Equal(SkillFailure.Faulted, reply.Failure);
        Assert.DoesNotContain("secret", reply.Message!.En, StringComparison.Ordinal);
    });

    [Fact]
    public Task Invoke_WrongAnswers_AreRefusedWhateverIsWrong() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([Wrong()], LetFail);
        foreach (var (skill, _, failure) in WrongReplies)
        {
            var reply = await InvokeAsync(cluster, "wrong", skill);

            Assert.Equal((skill, failure), (skill, reply.Failure));
            Assert.Null(reply.Say);
            Assert.Null(reply.OutputJson);
            Assert.Empty(reply.Cards);
        }
    });

    [Fact]
    public Task Turn_WrongAnswers_NoneIsShown() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([Wrong().On("throw", (_, _, _) => throw new InvalidOperationException("fake")), SessionGrainTests.Echo()], LetFail);
        var conversation = await cluster.OpenAsync();
        var text = $"echo.say {string.Join(' ', WrongReplies.Select(static wrong => $"wrong.{wrong.Skill}"))} wrong.throw";

        var ended = await conversation.TurnAsync(text);

        await run.AssertEndAsync(conversation, ended, TurnOutcomes.Partial);
        var events = await conversation.EventsAsync();
        Assert.DoesNotContain(events, static e => e.Kind == EventKinds.Card);
        Assert.DoesNotContain(events, static e => System.Text.Encoding.UTF8.GetString(e.Data).Contains("fake", StringComparison.Ordinal));
        Assert.InRange(events.Count(static e => e.Kind == EventKinds.StepCompleted), 0, run.IsWeak ? SessionLimits.TurnAttemptsMax : 1);
        Assert.True(run.IsWeak || (await conversation.AnswerAsync(ended.TurnId)).StartsWith($"{text}\n\n", StringComparison.Ordinal));
    });

    [Fact]
    public Task Turn_AnswerAfterTheDeadline_IsDropped() => engine.RunAsync(async run =>
    {
        TaskCompletionSource<SkillReply> late = new();
        var cluster = await run.StartAsync([new ScriptedAgent("slow").On("hang", (_, _, _) => late.Task)], static silo => silo.Services.Configure<AgentOptions>(static limits => limits.DeadlineMax = TimeSpan.FromMilliseconds(100)));
        var conversation = await cluster.OpenAsync();

        var ended = await conversation.TurnAsync("slow.hang");
        late.SetResult(ScriptedAgent.Says("late"));

        await run.AssertEndAsync(conversation, ended, TurnOutcomes.Failed);
        Assert.DoesNotContain("late", await conversation.AnswerAsync(ended.TurnId), StringComparison.Ordinal);
    });

    [Fact]
    public Task Turn_OneAgentFailsOneAnswersOneFallsBack_SaysWhatIsMissing() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([SessionGrainTests.Echo().On("fail", (_, _, _) => throw new InvalidOperationException()).On("other", _ => ScriptedAgent.Says("instead"))]);
        var conversation = await cluster.OpenAsync();

        var ended = await conversation.TurnAsync("echo.say echo.fail|echo.other echo.fail");

        await run.AssertEndAsync(conversation, ended, TurnOutcomes.Partial);
        var answer = await conversation.AnswerAsync(ended.TurnId);
        Assert.True(run.IsWeak || (answer.Contains("echo.say", StringComparison.Ordinal) && answer.Contains("instead", StringComparison.Ordinal)), answer);
        Assert.True(run.IsWeak || answer.Contains("\"fail\" could not be done: It failed.", StringComparison.Ordinal), answer);
    });

    [Fact]
    public Task Invoke_ArgumentsAgainstTheSchema_NeverReachTheAgent() => engine.RunAsync(async run =>
    {
        var agent = SessionGrainTests.Echo();
        var cluster = await run.StartAsync([agent]);
        foreach (var arguments in (string[])["{}", """{"text": 1}""", "nonsense"])
        {
            Assert.Equal(SkillFailure.InvalidArguments, (await InvokeAsync(cluster, "echo", "say", arguments)).Failure);
        }

        Assert.Empty(agent.Calls);
    });

    [Fact]
    public Task Invoke_WithoutBeingAllowedTo_IsDenied() => engine.RunAsync(async run =>
    {
        var agent = new ScriptedAgent("shop").On("write_order", ScriptedAgent.Says).On("look", ScriptedAgent.Says);
        var cluster = await run.StartAsync([agent]);
        var bobs = cluster.Silos!.Client.GetGrain<IAgentLinkGrain>("test:bob/shop");

        Assert.Equal(SkillFailure.Denied, (await InvokeAsync(cluster, "shop", "write_order")).Failure);
        Assert.Equal(SkillFailure.Denied, (await cluster.CallAsync(() => bobs.Invoke(Call("shop", "look")))).Failure);
        Assert.Empty(agent.Calls);
    });

    [Theory]
    [InlineData("Mars/Olympus_Mons")]
    [InlineData("")]
    public Task Invoke_UnknownTimeZone_IsNoFailure(string timeZone) => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([new ScriptedAgent("clock").On("zone", (context, _, _) => Task.FromResult(ScriptedAgent.Says(context.TimeZone.Id)))]);
        var link = cluster.Silos!.Client.GetGrain<IAgentLinkGrain>("test:ann/clock");

        var reply = await cluster.CallAsync(() => link.Invoke(Call("clock", "zone") with { TimeZone = timeZone }));

        Assert.Equal((null, "Asia/Shanghai"), (reply.Failure, reply.Say?.En));
        var conversation = await cluster.OpenAsync();
        var turn = await cluster.CallAsync(() => conversation.Grain.Submit(new SessionMessage("clock.zone", "m1", OnBusy.Enqueue, "en", timeZone)));
        await run.AssertEndAsync(conversation, await conversation.EndOfAsync(turn.TurnId!), TurnOutcomes.Completed, "Asia/Shanghai");
    });

    private protected static Task<SkillReply> InvokeAsync(AssistantCluster cluster, string agent, string skill, string arguments = """{"text": "x"}""", TimeSpan? deadline = null)
        => cluster.CallAsync(() => cluster.Silos!.Client.GetGrain<IAgentLinkGrain>($"test:ann/{agent}").Invoke(Call(agent, skill, arguments, deadline)));

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

    private static ScriptedAgent Wrong() => WrongReplies.Aggregate(new ScriptedAgent("wrong"), static (agent, wrong) => agent.On(wrong.Skill, _ => wrong.Reply));

    private static SkillReply Lie(string? output) => new() { OutputJson = output, Say = new LocalizedText("fake", "fake") };

    /// <summary>These tests fail an agent more often than a breaker would let them.</summary>
    private static void LetFail(ISiloBuilder silo) => silo.Services.Configure<AgentOptions>(static limits => limits.BreakerCallsMin = 1_000);
}
