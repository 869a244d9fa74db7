using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Grains.Users;
using OrleansAgents.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Assistant.Tests.Sessions;

/// <summary>
/// What a session promises on an engine whose calls arrive. Beside the suite that holds on any engine, these tests count calls and events, want the one answer that only a call that is not repeated has (accepted, done), or
/// see an agent stopped at once: where calls are lost, an agent may be called again, a repeated request may find its work done, and a runner that misses the word to stop hears it with its next event.
/// </summary>
public sealed class SessionGrainTests() : SessionSuite(new TestedEngine.Steady())
{
    [Fact]
    public async Task Submit_NewMessage_RunsATurnWithItsEventsInOrder()
    {
        await using var cluster = await AssistantCluster.StartAsync([Echo()]);
        var conversation = await cluster.OpenAsync();

        var ended = await conversation.TurnAsync("echo.say hello");

        Assert.Equal(TurnOutcomes.Completed, ended.Outcome);
        Assert.Equal(
            [EventKinds.UserMessage, EventKinds.TurnStarted, EventKinds.PlanCreated, EventKinds.StepStarted, EventKinds.StepCompleted, EventKinds.MessageCompleted, EventKinds.TurnCompleted],
            (await conversation.KindsAsync()).Where(kind => kind != EventKinds.MessageDelta));
        Assert.Equal("echo.say hello", await conversation.AnswerAsync(ended.TurnId));
    }

    [Fact]
    public async Task Submit_AnswerCompleted_ItsDeltasAreFoldedAway()
    {
        TaskCompletionSource second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var cluster = await AssistantCluster.StartAsync([Echo().On("wait", async (_, _, _) =>
        {
            await second.Task;
            return ScriptedAgent.Says("second");
        })]);
        var conversation = await cluster.OpenAsync();
        var reply = await conversation.SubmitAsync("echo.say echo.wait");
        var delta = await conversation.WaitForAsync(e => e.Kind == EventKinds.MessageDelta);

        second.SetResult();
        await conversation.EndOfAsync(reply.TurnId!);

        var events = await conversation.EventsAsync();
        Assert.DoesNotContain(events, e => e.Kind == EventKinds.MessageDelta);
        var answer = EventJson.Read<MessageCompletedPayload>(events.Single(e => e.Kind == EventKinds.MessageCompleted).Data);
        Assert.Equal(delta.Sequence, answer.DeltasFrom);
        Assert.Equal("echo.say echo.wait\n\nsecond", answer.Text);
    }

    [Fact]
    public async Task Submit_SameClientMessageId_IsTheSameTurn()
    {
        await using var cluster = await AssistantCluster.StartAsync([Echo()]);
        var conversation = await cluster.OpenAsync();
        var first = await conversation.SubmitAsync("echo.say hello", id: "m1");

        var repeated = await conversation.SubmitAsync("echo.say hello", id: "m1");
        var other = await conversation.SubmitAsync("echo.say other", id: "m1");

        Assert.Equal((SubmitOutcome.Repeated, first.TurnId, first.Sequence), (repeated.Outcome, repeated.TurnId, repeated.Sequence));
        Assert.Equal(SubmitOutcome.OtherText, other.Outcome);
        await conversation.EndOfAsync(first.TurnId!);
        Assert.Single(await conversation.KindsAsync(), kind => kind == EventKinds.UserMessage);
    }

    [Fact]
    public async Task Submit_SameClientMessageIdAfterTheActivationHasEnded_IsTheSameTurn()
    {
        await using var cluster = await AssistantCluster.StartAsync([Echo()]);
        var conversation = await cluster.OpenAsync();
        var first = await conversation.TurnAsync("echo.say hello", id: "m1");
        await cluster.EndActivationAsync(conversation);

        var repeated = await conversation.SubmitAsync("echo.say hello", id: "m1");

        Assert.Equal((SubmitOutcome.Repeated, first.TurnId), (repeated.Outcome, repeated.TurnId));
    }

    [Fact]
    public async Task Submit_RejectAndInterrupt_DoWhatTheySay()
    {
        Gate gate = new();
        await using var cluster = await AssistantCluster.StartAsync([Echo().On("wait", gate.AnswerAsync)]);
        var conversation = await cluster.OpenAsync();
        var first = await conversation.SubmitAsync("echo.wait");
        await gate.Entered;

        var rejected = await conversation.SubmitAsync("echo.say no", onBusy: OnBusy.Reject);
        var interrupting = await conversation.SubmitAsync("echo.say yes", onBusy: OnBusy.Interrupt);

        Assert.Equal(SubmitOutcome.Busy, rejected.Outcome);
        Assert.Equal(TurnOutcomes.Cancelled, (await conversation.EndOfAsync(first.TurnId!)).Outcome);
        Assert.Equal(TurnOutcomes.Completed, (await conversation.EndOfAsync(interrupting.TurnId!)).Outcome);
        await gate.Cancelled;
    }

    [Fact]
    public async Task Cancel_RunningTurn_EndsItAndStopsItsAgents()
    {
        Gate gate = new();
        await using var cluster = await AssistantCluster.StartAsync([Echo().On("wait", gate.AnswerAsync)]);
        var conversation = await cluster.OpenAsync();
        var reply = await conversation.SubmitAsync("echo.say echo.wait");
        await gate.Entered;
        await conversation.WaitForAsync(e => e.Kind == EventKinds.MessageDelta);

        Assert.Equal(TurnReply.Done, await conversation.Grain.Cancel(reply.TurnId!));

        Assert.Equal(TurnOutcomes.Cancelled, (await conversation.EndOfAsync(reply.TurnId!)).Outcome);
        Assert.Equal("echo.say echo.wait", await conversation.AnswerAsync(reply.TurnId!));
        await gate.Cancelled;
        Assert.Equal(TurnReply.Ended, await conversation.Grain.Cancel(reply.TurnId!));
        Assert.Equal(TurnReply.NotFound, await conversation.Grain.Cancel("t-unknown"));
    }

    [Fact]
    public async Task Regenerate_EndedTurn_AnswersTheSameMessageAgain()
    {
        await using var cluster = await AssistantCluster.StartAsync([Echo()]);
        var conversation = await cluster.OpenAsync();
        var first = await conversation.TurnAsync("echo.say again");

        var reply = await conversation.Grain.Regenerate(first.TurnId, clientMessageId: null);
        await conversation.EndOfAsync(reply.TurnId!);

        var message = (await conversation.EventsAsync()).Where(e => e.Kind == EventKinds.UserMessage).Select(e => EventJson.Read<UserMessagePayload>(e.Data)).Last();
        Assert.Equal((first.TurnId, "echo.say again"), (message.Replaces, message.Text));
        Assert.Equal("echo.say again", await conversation.AnswerAsync(reply.TurnId!));
        Assert.Equal(SubmitOutcome.NotFound, (await conversation.Grain.Regenerate("t-unknown", null)).Outcome);
    }

    [Fact]
    public async Task Submit_OverQuota_SaysWhenToTryAgain()
    {
        await using var cluster = await AssistantCluster.StartAsync([Echo()], configure: silo => silo.Services.Configure<QuotaOptions>(quota => (quota.MessagesBurst, quota.MessagesPerMinute) = (1, 1)));
        var conversation = await cluster.OpenAsync();
        await conversation.TurnAsync("echo.say one");

        var refused = await conversation.SubmitAsync("echo.say two");

        Assert.Equal(SubmitOutcome.OverQuota, refused.Outcome);
        Assert.Contains(" s.", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_Conversation_LeavesNothingAndStopsItsTurn()
    {
        Gate gate = new();
        await using var cluster = await AssistantCluster.StartAsync([Echo().On("wait", gate.AnswerAsync)]);
        var conversation = await cluster.OpenAsync();
        await conversation.SubmitAsync("echo.wait");
        await gate.Entered;

        Assert.True(await conversation.Grain.Delete());

        await gate.Cancelled;
        Assert.Null(await cluster.Log.ReadStreamAsync(conversation.Key.ToString()));
        Assert.Equal(SubmitOutcome.NotFound, (await conversation.SubmitAsync("echo.say late")).Outcome);
    }

    [Fact]
    public async Task Activate_TurnWasCutOff_BeginsAgainAndItsOldRunnerIsStopped()
    {
        Gate gate = new();
        await using var cluster = await AssistantCluster.StartAsync([Echo().On("wait", gate.AnswerAsync)]);
        var conversation = await cluster.OpenAsync();
        var reply = await conversation.SubmitAsync("echo.wait");
        await gate.Entered;

        await cluster.EndActivationAsync(conversation);
        await conversation.SubscribeAsync();
        await conversation.WaitForAsync(e => e.Kind == EventKinds.TurnStarted && EventJson.Read<TurnStartedPayload>(e.Data).Attempt == 2);
        gate.Open();
        var ended = await conversation.EndOfAsync(reply.TurnId!);

        Assert.Equal(TurnOutcomes.Completed, ended.Outcome);
        Assert.Single(await conversation.KindsAsync(), kind => kind == EventKinds.TurnCompleted);
    }

    [BuiltinEngineFact("Microsoft's engine refuses a clock that is set forward under its collector.")]
    public async Task Reminder_TurnWasCutOffAndNobodyTouchesItsSession_BeginsAgain()
    {
        Gate gate = new();
        ManualTimeProvider time = new();
        await using var cluster = await AssistantCluster.StartAsync([Echo().On("wait", gate.AnswerAsync)], configure: silo => silo.Services.AddSingleton<TimeProvider>(time));
        var conversation = await cluster.OpenAsync();
        var reply = await conversation.SubmitAsync("echo.wait");
        await gate.Entered;
        await cluster.EndActivationAsync(conversation);

        // Nobody has hints from an activation that nobody has touched, so the log is watched.
        while (!(await conversation.EventsAsync()).Any(e => e.Kind == EventKinds.TurnStarted && EventJson.Read<TurnStartedPayload>(e.Data).Attempt == 2))
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        gate.Open();
        await conversation.SubscribeAsync();
        Assert.Equal(TurnOutcomes.Completed, (await conversation.EndOfAsync(reply.TurnId!)).Outcome);
    }

    [Fact]
    public async Task Submit_WhileTheEndOfATurnIsWritten_RunsItsTurnOnceWithItsText()
    {
        HeldEventLog? held = null;
        await using var cluster = await AssistantCluster.StartAsync([Echo()], configure: silo =>
        {
            var log = (IEventLog)silo.Services.Last(static service => service.ServiceType == typeof(IEventLog)).ImplementationInstance!;
            silo.Services.AddSingleton<IEventLog>(held = new HeldEventLog(log, EventKinds.TurnCompleted));
        });
        var conversation = await cluster.OpenAsync();
        var first = await conversation.SubmitAsync("echo.say one");
        await held!.Entered;

        var submitting = conversation.SubmitAsync("echo.say two");

        // Each of these passes the session while the second message waits for the write of the first turn's end.
        for (var i = 0; i < 5; i++)
        {
            await conversation.Grain.Append(new TurnAppend("no such turn", 1, 1, []));
        }

        held.Open();
        var second = await submitting;

        Assert.Equal(TurnOutcomes.Completed, (await conversation.EndOfAsync(first.TurnId!)).Outcome);
        Assert.Equal(TurnOutcomes.Completed, (await conversation.EndOfAsync(second.TurnId!)).Outcome);
        Assert.Equal("echo.say two", await conversation.AnswerAsync(second.TurnId!));
    }

    internal static ScriptedAgent Echo() => new ScriptedAgent("echo").On("say", ScriptedAgent.Says);
}

/// <summary>A skill that waits until the test lets it go on, and tells when it began and when it was stopped.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Entered => _entered.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public Task Cancelled => _cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public void Open() => _open.TrySetResult();

    public async Task<SkillReply> AnswerAsync(SkillContext context, System.Text.Json.JsonElement arguments, CancellationToken cancellationToken)
    {
        _entered.TrySetResult();
        await using var stopped = cancellationToken.Register(() => _cancelled.TrySetResult());
        await _open.Task.WaitAsync(cancellationToken);
        return ScriptedAgent.Says("waited");
    }
}
