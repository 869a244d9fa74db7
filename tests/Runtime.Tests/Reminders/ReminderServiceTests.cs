using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Reminders;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.Reminders;

[Promise("T7")]
public sealed class ReminderServiceTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task Reminder_FiresAtItsDueTimeAndEveryPeriod_NeverEarly()
    {
        using ReminderFixture fixture = new();
        await fixture.StartAsync();
        var registered = fixture.Time.GetUtcNow().UtcDateTime;
        await fixture.RegisterAsync("r", 2 * Minute, 3 * Minute);

        fixture.Time.Advance((2 * Minute) - Moment);
        Assert.Empty(fixture.Ticks);
        fixture.Time.Advance(Moment);
        Assert.Single(fixture.Ticks);
        fixture.Time.Advance((3 * Minute) - Moment);
        Assert.Single(fixture.Ticks);
        fixture.Time.Advance(Moment);

        Assert.Equal(
            [registered + (2 * Minute), registered + (5 * Minute)],
            fixture.Ticks.Select(static tick => tick.Status.CurrentTickTime));
        Assert.All(fixture.Ticks, tick => Assert.Equal((registered + (2 * Minute), 3 * Minute), (tick.Status.FirstTickTime, tick.Status.Period)));
        Assert.All(fixture.Ticks, static tick => Assert.Equal((ReminderFixture.Grain, "r", DateTimeKind.Utc), (tick.Grain, tick.Name, tick.Status.CurrentTickTime.Kind)));
    }

    [Fact]
    public async Task Reminder_DueAtOnce_FiresWithoutTimePassing()
    {
        using ReminderFixture fixture = new();
        await fixture.StartAsync();

        await fixture.RegisterAsync("r", TimeSpan.Zero, Minute);
        fixture.Time.Advance(TimeSpan.Zero);

        Assert.Single(fixture.Ticks);
    }

    [Fact]
    public async Task Registration_InAGrainsTurn_SendsNothingFromThatTurn()
    {
        using ReminderFixture fixture = new();
        await fixture.StartAsync();

        await fixture.RegisterAsync("r", TimeSpan.Zero, Minute);

        Assert.Empty(fixture.Ticks);
    }

    [Fact]
    public async Task Reminder_FarAhead_IsReadFromTheStoreInTime()
    {
        using ReminderFixture fixture = new();
        await fixture.StartAsync();
        await fixture.RegisterAsync("r", TimeSpan.FromDays(2), TimeSpan.FromDays(1));

        fixture.Time.Advance(TimeSpan.FromDays(2) - Moment);
        Assert.Empty(fixture.Ticks);
        fixture.Time.Advance(Moment);

        Assert.Single(fixture.Ticks);
    }

    [Fact]
    public async Task Silo_StartsAfterADowntime_SendsOneTickForAllThatWereMissed()
    {
        using ReminderFixture before = new();
        await before.RegisterAsync("r", Minute, Minute);
        var first = before.Time.GetUtcNow().UtcDateTime + Minute;
        before.Time.Advance((10 * Minute) + TimeSpan.FromSeconds(30));

        using ReminderFixture after = new(store: before.Store, time: before.Time);
        await after.StartAsync();

        var tick = Assert.Single(after.Ticks);
        Assert.Equal((first, first + (9 * Minute) + TimeSpan.FromSeconds(30)), (tick.Status.FirstTickTime, tick.Status.CurrentTickTime));
        after.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(first + (10 * Minute), after.Ticks[1].Status.CurrentTickTime);
    }

    [Fact]
    public async Task Silo_CrashesBetweenTickAndRecord_TheNextOneSendsItAgain()
    {
        using ReminderFixture crashing = new();
        await crashing.StartAsync();
        await crashing.RegisterAsync("r", Minute, 10 * Minute);
        crashing.Store.MoveFailures = int.MaxValue;
        crashing.Time.Advance(Minute);
        Assert.Single(crashing.Ticks);
        await crashing.Service.StopAsync(new CancellationToken(canceled: true));
        crashing.Store.MoveFailures = 0;

        using ReminderFixture next = new(store: crashing.Store, time: crashing.Time);
        await next.StartAsync();

        Assert.Equal(crashing.Ticks[0].Status.FirstTickTime, Assert.Single(next.Ticks).Status.FirstTickTime);
    }

    [Fact]
    public async Task Record_FailsForAWhile_IsRetriedAndTheTickIsNotRepeated()
    {
        using ReminderFixture fixture = new();
        await fixture.StartAsync();
        await fixture.RegisterAsync("r", Minute, 10 * Minute);
        fixture.Store.MoveFailures = 2;

        fixture.Time.Advance(10 * Minute);

        Assert.Single(fixture.Ticks);
        fixture.Time.Advance(Minute);
        Assert.Equal(2, fixture.Ticks.Count);
    }

    [Fact]
    public async Task TwoSilos_BothBelieveToOwnTheGrain_TheRowMovesOnce()
    {
        using ReminderFixture one = new();
        using ReminderFixture two = new(store: one.Store, time: one.Time);
        await one.RegisterAsync("r", Minute, 10 * Minute);
        TaskCompletionSource heldByOne = new(), heldByTwo = new();
        one.OnTick = (_, _) => heldByOne.Task;
        two.OnTick = (_, _) => heldByTwo.Task;
        await one.StartAsync();
        await two.StartAsync();

        one.Time.Advance(Minute);
        heldByOne.SetResult();
        heldByTwo.SetResult();
        one.Time.Advance(10 * Minute);

        // Each sent both ticks: that is what two owners do. But every tick moved the row by one period, not by two.
        Assert.Equal((2, 2), (one.Ticks.Count, two.Ticks.Count));
        Assert.Equal(one.Time.GetUtcNow() + (10 * Minute), (await one.Store.ReadAsync(ReminderFixture.Grain, "r", default))!.DueAt);
    }

    [Fact]
    public async Task Grain_Throws_ItsNextTickComesAtItsDueTime()
    {
        using ReminderFixture fixture = new();
        fixture.OnTick = static (_, _) => throw new InvalidOperationException("the grain's own");
        await fixture.StartAsync();
        await fixture.RegisterAsync("r", Minute, 10 * Minute);

        fixture.Time.Advance((11 * Minute) - Moment);
        Assert.Single(fixture.Ticks);
        fixture.Time.Advance(Moment);

        Assert.Equal(2, fixture.Ticks.Count);
    }

    [Fact]
    public async Task Grain_Unreachable_IsTriedAgainAtGrowingIntervals()
    {
        using ReminderFixture fixture = new();
        fixture.OnTick = static (_, _) => throw new SiloUnavailableException("gone");
        await fixture.StartAsync();
        await fixture.RegisterAsync("r", TimeSpan.Zero, TimeSpan.FromHours(1));
        fixture.Time.Advance(TimeSpan.Zero);

        fixture.Time.Advance(TimeSpan.FromSeconds(20));

        var first = fixture.Ticks[0].Status.CurrentTickTime;
        Assert.Equal([0, 1, 2, 4, 8, 16], fixture.Ticks.Select(tick => (int)(tick.Status.CurrentTickTime - first).TotalSeconds));
        fixture.OnTick = static (_, _) => Task.CompletedTask;
        fixture.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(20) - Moment);
        Assert.Equal(7, fixture.Ticks.Count);
        fixture.Time.Advance(Moment);
        Assert.Equal(first + TimeSpan.FromHours(1), fixture.Ticks[7].Status.CurrentTickTime);
    }

    [Fact]
    public async Task Grain_Slow_DoesNotHoldUpOthersNorGetASecondTickMeanwhile()
    {
        using ReminderFixture fixture = new();
        TaskCompletionSource slow = new();
        var other = GrainId.Create("remindable", "b");
        fixture.OnTick = (grain, _) => grain == ReminderFixture.Grain ? slow.Task : Task.CompletedTask;
        await fixture.StartAsync();
        await fixture.RegisterAsync("r", Minute, Minute);
        await fixture.RegisterAsync("r", Minute, Minute, other);

        fixture.Time.Advance(3 * Minute);
        Assert.Equal(1, fixture.Ticks.Count(static tick => tick.Grain == ReminderFixture.Grain));
        Assert.Equal(3, fixture.Ticks.Count(tick => tick.Grain == other));
        slow.SetResult();
        fixture.Time.Advance(Minute);

        Assert.Equal(2, fixture.Ticks.Count(static tick => tick.Grain == ReminderFixture.Grain));
    }

    [Fact]
    public async Task Ticks_UnderWay_AreBounded_AndTheRestFollow()
    {
        using ReminderFixture fixture = new(new ReminderOptions { MaximumConcurrentTicks = 3 });
        Queue<TaskCompletionSource> calls = new();
        fixture.OnTick = (_, _) =>
        {
            calls.Enqueue(new TaskCompletionSource());
            return calls.Last().Task;
        };
        await fixture.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            await fixture.RegisterAsync("r", Minute, TimeSpan.FromHours(1), GrainId.Create("remindable", $"{i}"));
        }

        fixture.Time.Advance(Minute);
        for (var started = 3; started <= 10; started++)
        {
            Assert.Equal(started, fixture.Ticks.Count);
            Assert.Equal(3, fixture.Service.TicksUnderWay);
            calls.Dequeue().SetResult();
        }

        Assert.Equal(10, fixture.Ticks.Select(static tick => tick.Grain).Distinct().Count());
    }

    [Fact]
    public async Task Ticks_ThousandsDueAtOnce_AllAreSent()
    {
        using ReminderFixture fixture = new();
        for (var i = 0; i < 25_000; i++)
        {
            await fixture.RegisterAsync("r", Minute, TimeSpan.FromDays(1), GrainId.Create("remindable", $"{i}"));
        }

        await fixture.StartAsync();
        fixture.Time.Advance(Minute);

        Assert.Equal(25_000, fixture.Ticks.Count);
        Assert.Equal(25_000, fixture.Ticks.Select(static tick => tick.Grain).Distinct().Count());
    }

    [Fact]
    public async Task Shards_LostBeforeTheTick_NothingIsSent()
    {
        using ReminderFixture fixture = new();
        await fixture.StartAsync();
        await fixture.RegisterAsync("r", Minute, Minute);

        fixture.Shards.Become(static _ => false);
        fixture.Time.Advance(10 * Minute);

        Assert.Empty(fixture.Ticks);
    }

    [Fact]
    public async Task Shards_Gained_TheirRemindersAreReadAtOnce()
    {
        using ReminderFixture fixture = new();
        fixture.Shards.Become(static _ => false);
        await fixture.StartAsync();
        await fixture.RegisterAsync("r", TimeSpan.FromSeconds(10), Minute);

        fixture.Time.Advance(TimeSpan.FromSeconds(5));
        fixture.Shards.Become(static _ => true);
        fixture.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Single(fixture.Ticks);
    }

    [Fact]
    public async Task Shards_ChangeDuringAReading_ItIsRepeated()
    {
        using ReminderFixture fixture = new();
        TaskCompletionSource reading = new();
        fixture.Shards.Become(static _ => false);
        await fixture.RegisterAsync("r", Minute, Minute);
        fixture.Store.Reading = reading.Task;
        var starting = fixture.StartAsync();
        fixture.Shards.Become(static _ => true);
        reading.SetResult();
        await starting;

        fixture.Time.Advance(Minute);

        Assert.Single(fixture.Ticks);
        Assert.True(fixture.Store.Readings >= 2);
    }

    [Fact]
    public async Task Registration_Anew_ReplacesTheOldTimes()
    {
        using ReminderFixture fixture = new();
        await fixture.StartAsync();
        await fixture.RegisterAsync("r", Minute, Minute);
        await fixture.RegisterAsync("r", 5 * Minute, 10 * Minute);

        fixture.Time.Advance((5 * Minute) - Moment);
        Assert.Empty(fixture.Ticks);
        fixture.Time.Advance(Moment + (9 * Minute));

        Assert.Single(fixture.Ticks);
    }

    [Fact]
    public async Task Registration_ByAnotherSilo_IsFoundWithTheNextReading()
    {
        using ReminderFixture fixture = new();
        await fixture.StartAsync();
        var now = fixture.Time.GetUtcNow();
        await fixture.Store.UpsertAsync(new ReminderRow(ReminderFixture.Grain, "r", now + (7 * Minute), Minute, now + (7 * Minute), null), default);

        fixture.Time.Advance(7 * Minute);

        Assert.Single(fixture.Ticks);
    }

    [Fact]
    public async Task Unregistered_NothingComesAnyMore_EvenIfAReadingSawIt()
    {
        using ReminderFixture fixture = new();
        await fixture.StartAsync();
        var handle = await fixture.RegisterAsync("r", 6 * Minute, Minute);
        TaskCompletionSource reading = new();
        fixture.Store.Reading = reading.Task;
        fixture.Time.Advance(fixture.Options.RefreshReminderListPeriod);
        await fixture.Registry.UnregisterReminder(ReminderFixture.Grain, handle);
        reading.SetResult();

        fixture.Time.Advance(TimeSpan.FromHours(1));

        Assert.Empty(fixture.Ticks);
    }

    [Fact]
    public async Task Unregistered_InItsOwnTick_ByAHandleFromBeforeManyTicks()
    {
        using ReminderFixture fixture = new();
        await fixture.StartAsync();
        var handle = await fixture.RegisterAsync("r", Minute, Minute);
        fixture.OnTick = (_, _) => fixture.Ticks.Count == 3 ? fixture.Registry.UnregisterReminder(ReminderFixture.Grain, handle) : Task.CompletedTask;

        fixture.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(3, fixture.Ticks.Count);
        Assert.Empty(await fixture.Registry.GetReminders(ReminderFixture.Grain));
    }

    [Fact]
    public async Task OneShot_FiresOnceAndIsGone()
    {
        using ReminderFixture fixture = new(new ReminderOptions { AllowOneShotReminders = true });
        await fixture.StartAsync();
        await fixture.RegisterAsync("once", Minute, Timeout.InfiniteTimeSpan);

        fixture.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(Timeout.InfiniteTimeSpan, Assert.Single(fixture.Ticks).Status.Period);
        Assert.Null(await fixture.Registry.GetReminder(ReminderFixture.Grain, "once"));
    }

    [Fact]
    public async Task OneShot_NotDelivered_IsTriedUntilItIs()
    {
        using ReminderFixture fixture = new(new ReminderOptions { AllowOneShotReminders = true });
        await fixture.StartAsync();
        fixture.OnTick = (_, _) => fixture.Ticks.Count < 4 ? throw new TimeoutException() : Task.CompletedTask;
        await fixture.RegisterAsync("once", Minute, Timeout.InfiniteTimeSpan);

        fixture.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(4, fixture.Ticks.Count);
    }

    [Fact]
    public async Task Store_AwayForAWhile_LoadedTicksGoOnAndTheRestCatchesUp()
    {
        using ReminderFixture fixture = new();
        await fixture.StartAsync();
        await fixture.RegisterAsync("loaded", 6 * Minute, TimeSpan.FromDays(1));
        await fixture.RegisterAsync("far", 20 * Minute, TimeSpan.FromDays(1), GrainId.Create("remindable", "b"));
        fixture.Store.Failure = new IOException("the store is away");

        fixture.Time.Advance(30 * Minute);
        Assert.Equal(["loaded"], fixture.Ticks.Select(static tick => tick.Name).Distinct());
        fixture.Store.Failure = null;
        fixture.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains(fixture.Ticks, static tick => tick.Name == "far");
    }

    [Fact]
    public async Task Start_StoreAway_WaitsAndThenFailsByName()
    {
        using ReminderFixture fixture = new(new ReminderOptions { InitializationTimeout = TimeSpan.FromSeconds(10) });
        fixture.Store.Failure = new IOException("the store is away");

        var starting = fixture.StartAsync();
        fixture.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(starting.IsCompleted);
        fixture.Time.Advance(TimeSpan.FromSeconds(6));

        var failure = await Assert.ThrowsAsync<ReminderException>(() => starting);
        Assert.Contains(nameof(ReminderOptions.InitializationTimeout), failure.Message, StringComparison.Ordinal);
        Assert.Contains("the store is away", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WaitsForTicksUnderWay_AndSendsNoMore()
    {
        using ReminderFixture fixture = new();
        TaskCompletionSource slow = new();
        fixture.OnTick = (_, _) => slow.Task;
        await fixture.StartAsync();
        await fixture.RegisterAsync("r", Minute, Minute);
        fixture.Time.Advance(Minute);

        var stopping = fixture.Service.StopAsync(CancellationToken.None);
        Assert.False(stopping.IsCompleted);
        slow.SetResult();
        await stopping;
        fixture.Time.Advance(TimeSpan.FromHours(1));

        Assert.Single(fixture.Ticks);
        Assert.Equal(0, fixture.Time.ArmedTimers);
        Assert.Equal(fixture.Ticks[0].Status.FirstTickTime + Minute, (await fixture.Store.ReadAsync(ReminderFixture.Grain, "r", default))!.DueAt.UtcDateTime);
    }

    [Fact]
    public async Task Clock_SteppedBack_NothingIsSentBeforeItsTimeOnThatClock()
    {
        using ReminderFixture fixture = new();
        await fixture.StartAsync();
        await fixture.RegisterAsync("r", 2 * Minute, TimeSpan.FromHours(1));
        fixture.Time.StepWallClock(-Minute);

        fixture.Time.Advance(2 * Minute);
        Assert.Empty(fixture.Ticks);
        fixture.Time.Advance(Minute);

        Assert.Single(fixture.Ticks);
    }
}
