using System.Collections.Concurrent;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Assistant.Tests.Sessions;

/// <summary>What a session promises on any engine. Each test ends with the check of its conversations.</summary>
public abstract class SessionSuite(TestedEngine engine)
{
    [Fact]
    public Task Submit_OneAfterTheOther_EachIsAnsweredOnce() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([SessionGrainTests.Echo()]);
        var conversation = await cluster.OpenAsync();
        List<string> turns = [];
        for (var index = 0; index < 5; index++)
        {
            var ended = await conversation.TurnAsync($"echo.say {index}");
            await run.AssertEndAsync(conversation, ended, TurnOutcomes.Completed, $"echo.say {index}");
            turns.Add(ended.TurnId);
        }

        Assert.Equal(turns, (await conversation.EventsAsync()).Where(static e => e.Kind == EventKinds.UserMessage).Select(static e => EventJson.Read<UserMessagePayload>(e.Data).TurnId));
    });

    [Fact]
    public Task Submit_AgainAndAgain_RunsOneTurn() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([SessionGrainTests.Echo()]);
        var conversation = await cluster.OpenAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => conversation.SubmitAsync("echo.say hello", id: "m1")));
        var other = await conversation.SubmitAsync("echo.say other", id: "m1");
        await conversation.EndOfAsync(replies[0].TurnId!);

        Assert.Single(replies.Select(static reply => (reply.TurnId, reply.Sequence)).Distinct());
        Assert.Equal(SubmitOutcome.OtherText, other.Outcome);
        Assert.Single(await conversation.KindsAsync(), static kind => kind == EventKinds.UserMessage);
    });

    [Fact]
    public Task Submit_ManyAtOnce_EachRunsOnceInTheOrderOfTheirEvents() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([SessionGrainTests.Echo()]);
        var conversation = await cluster.OpenAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, SessionLimits.QueuedTurnsMax).Select(index => conversation.SubmitAsync($"echo.say {index}")));
        foreach (var reply in replies)
        {
            await conversation.EndOfAsync(reply.TurnId!);
        }

        // A turn that was cut off begins again before the next one starts.
        var started = (await conversation.EventsAsync()).Where(static e => e.Kind == EventKinds.TurnStarted).Select(static e => EventJson.Read<TurnStartedPayload>(e.Data).TurnId).Distinct();
        Assert.Equal(replies.OrderBy(static reply => reply.Sequence).Select(static reply => reply.TurnId), started);
    });

    [Fact]
    public Task Submit_WhileATurnRuns_WaitsAndRunsNext() => engine.RunAsync(async run =>
    {
        Gate gate = new();
        var cluster = await run.StartAsync([SessionGrainTests.Echo().On("wait", gate.AnswerAsync)]);
        var conversation = await cluster.OpenAsync();
        var first = await conversation.SubmitAsync("echo.wait");
        var waits = await conversation.ReachesAsync(gate.Entered, first.TurnId!);

        var second = await conversation.SubmitAsync("echo.say two");
        Assert.True(!waits || run.IsWeak || !await HasStartedAsync(conversation, second.TurnId!));
        gate.Open();

        await run.AssertEndAsync(conversation, await conversation.EndOfAsync(first.TurnId!), TurnOutcomes.Completed, "waited");
        await run.AssertEndAsync(conversation, await conversation.EndOfAsync(second.TurnId!), TurnOutcomes.Completed, "echo.say two");
    });

    [Fact]
    public Task Submit_Interrupting_EndsTheRunningTurnAndRuns() => engine.RunAsync(async run =>
    {
        Gate gate = new();
        var cluster = await run.StartAsync([SessionGrainTests.Echo().On("wait", gate.AnswerAsync)]);
        var conversation = await cluster.OpenAsync();
        var first = await conversation.SubmitAsync("echo.wait");
        await conversation.ReachesAsync(gate.Entered, first.TurnId!);

        var interrupting = await conversation.SubmitAsync("echo.say yes", onBusy: OnBusy.Interrupt);

        await run.AssertEndAsync(conversation, await conversation.EndOfAsync(first.TurnId!), TurnOutcomes.Cancelled);
        await run.AssertEndAsync(conversation, await conversation.EndOfAsync(interrupting.TurnId!), TurnOutcomes.Completed, "echo.say yes");
        gate.Open();
    });

    [Fact]
    public Task Cancel_RunningTurn_EndsIt() => engine.RunAsync(async run =>
    {
        Gate gate = new();
        var cluster = await run.StartAsync([SessionGrainTests.Echo().On("wait", gate.AnswerAsync)]);
        var conversation = await cluster.OpenAsync();
        var reply = await conversation.SubmitAsync("echo.say echo.wait");
        await conversation.ReachesAsync(gate.Entered, reply.TurnId!);

        Assert.NotEqual(TurnReply.NotFound, await conversation.CancelAsync(reply.TurnId!));

        await run.AssertEndAsync(conversation, await conversation.EndOfAsync(reply.TurnId!), TurnOutcomes.Cancelled);
        gate.Open();
        Assert.Equal(TurnReply.Ended, await conversation.CancelAsync(reply.TurnId!));
        Assert.Equal(TurnReply.NotFound, await conversation.CancelAsync("t-unknown"));
        await run.AssertEndAsync(conversation, await conversation.TurnAsync("echo.say after"), TurnOutcomes.Completed, "echo.say after");
    });

    [Fact]
    public Task Cancel_WaitingTurn_NeverRuns() => engine.RunAsync(async run =>
    {
        Gate gate = new();
        var echo = SessionGrainTests.Echo().On("wait", gate.AnswerAsync);
        var cluster = await run.StartAsync([echo]);
        var conversation = await cluster.OpenAsync();
        var first = await conversation.SubmitAsync("echo.wait");
        var waits = await conversation.ReachesAsync(gate.Entered, first.TurnId!);
        var second = await conversation.SubmitAsync("echo.say never");

        await conversation.CancelAsync(second.TurnId!);
        gate.Open();
        await conversation.EndOfAsync(first.TurnId!);

        var ended = await conversation.EndOfAsync(second.TurnId!);
        if (!run.IsWeak || (waits && !await HasStartedAsync(conversation, second.TurnId!)))
        {
            Assert.Equal(TurnOutcomes.Cancelled, ended.Outcome);
            Assert.DoesNotContain(echo.Calls, static call => call.Arguments.Contains("never", StringComparison.Ordinal));
        }
    });

    [Fact]
    public Task Regenerate_AgainAndAgain_AnswersOnceMore() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([SessionGrainTests.Echo()]);
        var conversation = await cluster.OpenAsync();
        var first = await conversation.TurnAsync("echo.say again");

        var reply = await conversation.RegenerateAsync(first.TurnId, "r1");
        var repeated = await conversation.RegenerateAsync(first.TurnId, "r1");

        Assert.Equal(reply.TurnId, repeated.TurnId);
        await run.AssertEndAsync(conversation, await conversation.EndOfAsync(reply.TurnId!), TurnOutcomes.Completed, "echo.say again");
        var message = (await conversation.EventsAsync()).Where(static e => e.Kind == EventKinds.UserMessage).Select(static e => EventJson.Read<UserMessagePayload>(e.Data)).Last();
        Assert.Equal((first.TurnId, "echo.say again"), (message.Replaces, message.Text));
        Assert.Equal(SubmitOutcome.NotFound, (await conversation.RegenerateAsync("t-unknown", "r2")).Outcome);
    });

    [Fact]
    public Task Rate_AgainAndAnew_KeepsEachOpinionOnce() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([SessionGrainTests.Echo()]);
        var conversation = await cluster.OpenAsync();
        var ended = await conversation.TurnAsync("echo.say hello");

        foreach (var rating in (string[])["up", "up", "down", "up", "up"])
        {
            Assert.Equal(FeedbackReply.Kept, await cluster.CallAsync(() => conversation.Grain.Rate(new TurnFeedback(ended.TurnId, rating))));
        }

        Assert.Equal(FeedbackReply.NotFound, await cluster.CallAsync(() => conversation.Grain.Rate(new TurnFeedback("t-unknown", "up"))));
        var kept = (await conversation.EventsAsync()).Where(static e => e.Kind == EventKinds.Feedback).Select(static e => EventJson.Read<FeedbackPayload>(e.Data)).ToList();
        Assert.All(kept, feedback => Assert.Equal(ended.TurnId, feedback.TurnId));
        if (!run.IsWeak)
        {
            // Where a call arrives late, an opinion may be repeated after another one.
            Assert.Equal(["up", "down", "up"], kept.Select(static feedback => feedback.Rating));
        }
    });

    [Fact]
    public Task Submit_QuestionAsked_TheNextMessageAnswersIt() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([SessionGrainTests.Echo()]);
        var conversation = await cluster.OpenAsync();
        await conversation.TurnAsync("ask dinner");
        var isAsked = (await conversation.KindsAsync()).Contains(EventKinds.Question);
        Assert.True(isAsked || run.IsWeak);

        var ended = await conversation.TurnAsync("four");

        if (isAsked)
        {
            await run.AssertEndAsync(conversation, ended, TurnOutcomes.Completed, "echo.say after PartySize: ask dinner / four");
        }
    });

    [Fact]
    public Task Submit_UnknownConversation_IsNotFoundAndLeavesNothing() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([SessionGrainTests.Echo()]);
        var session = cluster.Silos!.Client.GetGrain<ISessionGrain>("test:ann/none");

        Assert.Equal(SubmitOutcome.NotFound, (await cluster.CallAsync(() => session.Submit(new SessionMessage("hi", "1", OnBusy.Enqueue, "en", "UTC")))).Outcome);
        Assert.Equal(TurnReply.NotFound, await cluster.CallAsync(() => session.Cancel("t")));
        Assert.Null(await cluster.Log.ReadStreamAsync("test:ann/none"));
    });

    [Fact]
    public Task Delete_WhileATurnRuns_LeavesNothing() => engine.RunAsync(async run =>
    {
        Gate gate = new();
        var cluster = await run.StartAsync([SessionGrainTests.Echo().On("wait", gate.AnswerAsync)]);
        var conversation = await cluster.OpenAsync();
        cluster.Conversations.Clear();
        var reply = await conversation.SubmitAsync("echo.wait");
        await conversation.ReachesAsync(gate.Entered, reply.TurnId!);

        Assert.True(await conversation.DeleteAsync() || run.IsWeak);

        if (!run.IsWeak)
        {
            Assert.Equal(SubmitOutcome.NotFound, (await conversation.SubmitAsync("echo.say late")).Outcome);
        }

        gate.Open();
        Assert.Empty(await conversation.EventsAsync());

        // A creation that arrives late makes the conversation again, empty.
        Assert.True(run.IsWeak || await cluster.Log.ReadStreamAsync(conversation.Key.ToString()) is null);
    });

    [Fact]
    public Task Submit_OfManyUsers_EachHearsOnlyTheirOwn() => engine.RunAsync(async run =>
    {
        ConcurrentDictionary<string, string> askedBy = new();
        var cluster = await run.StartAsync([new ScriptedAgent("who").On("am", (context, arguments, _) =>
        {
            askedBy[arguments.GetProperty("text").GetString()!] = context.User;
            return Task.FromResult(ScriptedAgent.Says($"you are {context.User}"));
        })]);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async user =>
        {
            var conversation = await cluster.OpenAsync($"user{user}");
            for (var index = 0; index < 3; index++)
            {
                var ended = await conversation.TurnAsync($"who.am {user} {index}");
                await run.AssertEndAsync(conversation, ended, TurnOutcomes.Completed, $"you are {UserKey.Encode("test", $"user{user}")}");
            }
        }));

        Assert.All(askedBy, static asked => Assert.Equal(UserKey.Encode("test", $"user{asked.Key.Split(' ')[1]}"), asked.Value));
    });

    private static async Task<bool> HasStartedAsync(Conversation conversation, string turnId)
        => (await conversation.EventsAsync()).Any(e => e.Kind == EventKinds.TurnStarted && EventJson.Read<TurnStartedPayload>(e.Data).TurnId == turnId);
}
