using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.TestKit;

namespace OrleansAgents.Assistant.Tests.Sessions;

/// <summary>Conversations on an engine that loses and delays calls and activates sessions twice: each message is taken once, and each turn ends once.</summary>
public sealed class WeakEngineTests
{
    private const int Messages = 6;

    [Fact]
    public Task Submit_OnAWeakEngine_EveryMessageOnceAndEveryTurnEnds() => TestKit.WeakEngine.ForSeeds(3, async seed =>
    {
        await using var cluster = await AssistantCluster.PrepareAsync([SessionGrainTests.Echo()]);
        await using var weak = await TestKit.WeakEngine.StartAsync(
            new WeakEngineOptions { Seed = seed },
            builder => builder.ConfigureSilo((_, silo) =>
            {
                silo.UseInMemoryReminderService();
                cluster.Configure(silo);
            }));
        SessionKey key = new(UserKey.Encode("test", "ann"), $"weak-{seed}");
        var session = weak.Client.GetGrain<ISessionGrain>(key.ToString());
        await Until(async () =>
        {
            await session.Create("");
            return true;
        });

        List<string> turns = [];
        for (var index = 0; index < Messages; index++)
        {
            SessionMessage message = new($"echo.say {index}", $"m{index}", OnBusy.Enqueue, "en", "Asia/Shanghai");
            turns.Add(await Until(async () => (await session.Submit(message)) is { Outcome: SubmitOutcome.Accepted or SubmitOutcome.Repeated } taken ? taken.TurnId! : null));
        }

        // A turn that a lost call has cut off begins again when its session is touched anew.
        await weak.CalmAsync();
        await Until(async () =>
        {
            await weak.Cluster.DeactivateAsync(session.GetGrainId());
            await session.Cancel("t-wakes-it");
            return Ended(await EventsAsync(cluster, key)).Count == Messages;
        });

        var events = await EventsAsync(cluster, key);
        Assert.Equal(turns, events.Where(e => e.Kind == EventKinds.UserMessage).Select(e => EventJson.Read<UserMessagePayload>(e.Data).TurnId));
        Assert.Equal(turns.Order(), Ended(events).Order());
        foreach (var answer in events.Where(e => e.Kind == EventKinds.MessageCompleted).Select(e => EventJson.Read<MessageCompletedPayload>(e.Data)))
        {
            // An agent that stays out of reach is said to be; nothing else may take the place of its answer.
            if (!answer.Text.Contains("could not be done", StringComparison.Ordinal))
            {
                Assert.Equal($"echo.say {turns.IndexOf(answer.TurnId)}", answer.Text);
            }
        }
    });

    private static List<string> Ended(IReadOnlyList<Storage.StoredEvent> events)
        => [.. events.Where(e => e.Kind == EventKinds.TurnCompleted).Select(e => EventJson.Read<TurnCompletedPayload>(e.Data).TurnId)];

    private static Task<IReadOnlyList<Storage.StoredEvent>> EventsAsync(AssistantCluster cluster, SessionKey key) => cluster.Log.ReadAsync(key.ToString(), 0, Storage.EventLogLimits.PageMax);

    /// <summary>Tries again as a client does: whatever fails may have happened, and is asked for again.</summary>
    private static async Task<T> Until<T>(Func<Task<T?>> attempt)
    {
        Exception? last = null;
        for (var tries = 0; tries < 400; tries++)
        {
            try
            {
                if (await attempt() is { } result && !result.Equals(false))
                {
                    return result;
                }
            }
            catch (Exception failure) when (failure is TimeoutException or SessionMovedException or OrleansException)
            {
                last = failure;
            }
        }

        throw new TimeoutException("400 attempts came to nothing.", last);
    }
}
