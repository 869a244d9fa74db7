using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Registry;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Grains.Shadows;
using OrleansAgents.TestKit;

namespace OrleansAgents.Assistant.Tests.Shadows;

/// <summary>The bounds of trying agents in shadow. All runs within the call that offers a turn, as far as no agent is waited for.</summary>
public sealed class ShadowRunnerTests
{
    private static readonly ScriptedAgent[] Agents = [new ScriptedAgent("echo").On("say", ScriptedAgent.Says), new ScriptedAgent(ShadowAgents.Shade).On("say", ScriptedAgent.Says).On("write_say", ScriptedAgent.Says)];

    private readonly Links _links = new();
    private readonly ShadowOptions _options = new() { TurnsAtOnce = 2, CallsPerTurn = 3 };

    [Fact]
    public void Offer_MoreTurnsThanAreTriedAtOnce_LeavesOutTheOthers()
    {
        var shadows = Runner(AgentTier.Shadow);
        foreach (var turn in (string[])["t1", "t2", "t3"])
        {
            shadows.Offer(Turn(turn, "shade.say"), Ended);
        }

        Assert.Equal(["t1/shadow/s1", "t2/shadow/s1"], _links.Purposes);

        // A turn that is done makes room for another.
        _links.Answer(0);
        shadows.Offer(Turn("t4", "shade.say"), Ended);

        Assert.Equal(["t1/shadow/s1", "t2/shadow/s1", "t4/shadow/s1"], _links.Purposes);
    }

    [Fact]
    public void Offer_MoreCallsThanATurnMayCost_MakesTheFirstOneAfterTheOther()
    {
        Runner(AgentTier.Shadow).Offer(Turn("t1", "shade.say shade.say shade.say shade.say"), Ended);

        Assert.Equal(["t1/shadow/s1"], _links.Purposes);
        for (var call = 0; call < _options.CallsPerTurn; call++)
        {
            _links.Answer(call);
        }

        Assert.Equal(["t1/shadow/s1", "t1/shadow/s2", "t1/shadow/s3"], _links.Purposes);
    }

    [Fact]
    public void Offer_CallThatIsLost_EndsTheTurnsPartAndMakesRoom()
    {
        _options.TurnsAtOnce = 1;
        var shadows = Runner(AgentTier.Shadow);
        shadows.Offer(Turn("t1", "shade.say shade.say"), Ended);

        _links.Fail(0);
        shadows.Offer(Turn("t2", "shade.say"), Ended);

        Assert.Equal(["t1/shadow/s1", "t2/shadow/s1"], _links.Purposes);
    }

    [Fact]
    public void Offer_SkillThatChangesSomething_IsNotCalled()
    {
        Runner(AgentTier.Shadow).Offer(Turn("t1", "shade.write_say echo.say|shade.write_say shade.say"), Ended);

        Assert.Equal(["t1/shadow/s3"], _links.Purposes);
    }

    [Theory]
    [InlineData(AgentTier.ReadOnly, TurnOutcomes.Completed)]
    [InlineData(AgentTier.Confirm, TurnOutcomes.Completed)]
    [InlineData(AgentTier.Shadow, TurnOutcomes.Cancelled)]
    public void Offer_NothingInShadowOrATurnThatWasStopped_CallsNobody(AgentTier tier, string outcome)
    {
        Runner(tier).Offer(Turn("t1", "shade.say"), Ended with { Outcome = outcome });

        Assert.Empty(_links.Purposes);
    }

    private static TurnResult Ended => new(TurnOutcomes.Completed, DateTimeOffset.UnixEpoch, null);

    private static TurnRequest Turn(string id, string text) => new() { Session = "test:ann/c1", TurnId = id, Attempt = 1, Text = text, Language = "en", TimeZone = "Asia/Shanghai" };

    private ShadowRunner Runner(AgentTier tier)
    {
        ScriptedMind mind = new();
        ShadowAgents.FixedManifests manifests = new(TieredManifests.Of(ManifestSet.Create(Agents.Select(static agent => agent.Manifest)), new() { [ShadowAgents.Shade] = tier }));
        return new ShadowRunner(
            new GrainFactoryStub((_, key) => key == "test:ann/shade" ? _links : throw new InvalidOperationException(key)), mind, new ShadowAgents.KnownSkillsPlanner(mind), manifests, Options.Create(_options), new TurnScheduler(new AtOnce()), new ManualTimeProvider(), NullLogger<ShadowRunner>.Instance);
    }

    /// <summary>Calls that end when the test says so.</summary>
    private sealed class Links : IAgentLinkGrain
    {
        private readonly List<(SkillCall Call, TaskCompletionSource<SkillReply> Reply)> _calls = [];

        public IEnumerable<string> Purposes => _calls.Select(static entry => entry.Call.Purpose);

        public Task<SkillReply> Invoke(SkillCall call, CancellationToken cancellationToken = default)
        {
            TaskCompletionSource<SkillReply> reply = new();
            _calls.Add((call, reply));
            return reply.Task;
        }

        public void Answer(int call) => _calls[call].Reply.SetResult(ScriptedAgent.Says("x"));

        public void Fail(int call) => _calls[call].Reply.SetException(new TimeoutException());
    }

    /// <summary>Runs what it is given within the call.</summary>
    private sealed class AtOnce : TaskScheduler
    {
        protected override IEnumerable<Task>? GetScheduledTasks() => null;

        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);
    }
}
