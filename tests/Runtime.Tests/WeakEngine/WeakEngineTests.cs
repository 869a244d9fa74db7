using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.Weak;

public sealed class WeakEngineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Calls_WithoutWeakness_AllPass()
    {
        await using var engine = await Start(WeakEngineOptions.None);
        var grain = engine.Client.GetGrain<INotingGrain>(nameof(Calls_WithoutWeakness_AllPass));
        for (var i = 0; i < 100; i++) Assert.Equal(i, await grain.Note(i));
        Assert.Equal(Enumerable.Range(0, 100), NotingGrain.NotesOf(grain.GetPrimaryKeyString()));
        Assert.Equal(new WeakEngineCounts(100, 0, 0, 0, 0, 0, 0), engine.Counts);
    }

    [Fact]
    public async Task Call_ThatNeverArrives_TimesOutAndDoesNotRun()
    {
        await using var engine = await Start(WeakEngineOptions.None with { NeverArrives = 1, Seed = 31 });
        var grain = engine.Client.GetGrain<INotingGrain>(nameof(Call_ThatNeverArrives_TimesOutAndDoesNotRun));

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => grain.Note(1));
        await grain.NoteOneWay(2);
        await engine.CalmAsync();

        Assert.Contains("seed 31", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, await grain.Note(3));
        Assert.Equal([3], NotingGrain.NotesOf(grain.GetPrimaryKeyString()));
        Assert.Equal(2, engine.Counts.NeverArrived);
    }

    [Fact]
    public async Task Call_WhoseAnswerIsLost_TimesOutAfterItHasRun()
    {
        await using var engine = await Start(WeakEngineOptions.None with { LosesAnswer = 1 });
        var grain = engine.Client.GetGrain<INotingGrain>(nameof(Call_WhoseAnswerIsLost_TimesOutAfterItHasRun));

        await Assert.ThrowsAsync<TimeoutException>(() => grain.Note(1));
        Assert.Equal([1], NotingGrain.NotesOf(grain.GetPrimaryKeyString()));
        await Assert.ThrowsAsync<TimeoutException>(() => grain.Throw("not heard either"));
        Assert.Equal(2, engine.Counts.AnswersLost);
    }

    [Fact]
    public async Task Call_ThatArrivesLate_TimesOutAndRunsAllTheSame()
    {
        await using var engine = await Start(WeakEngineOptions.None with { ArrivesLate = 1 });
        var grain = engine.Client.GetGrain<INotingGrain>(nameof(Call_ThatArrivesLate_TimesOutAndRunsAllTheSame));

        await Assert.ThrowsAsync<TimeoutException>(() => grain.Note(1));
        await engine.CalmAsync();

        Assert.Equal([1], NotingGrain.NotesOf(grain.GetPrimaryKeyString()));
        Assert.Equal(1, engine.Counts.ArrivedLate);
    }

    [Fact]
    public async Task Calls_ThatAreHeld_AreOvertakenAndAllArrive()
    {
        await using var engine = await Start(WeakEngineOptions.None with { IsHeld = 0.5 });
        var grain = engine.Client.GetGrain<INotingGrain>(nameof(Calls_ThatAreHeld_AreOvertakenAndAllArrive));

        await Task.WhenAll(Enumerable.Range(0, 200).Select(grain.Note)).WaitAsync(Patience);

        var notes = NotingGrain.NotesOf(grain.GetPrimaryKeyString());
        Assert.NotEqual(Enumerable.Range(0, 200), notes);
        Assert.Equal(Enumerable.Range(0, 200), notes.Order());
    }

    [Fact]
    public async Task Grain_ThatIsSplit_HasTwoActivationsUntilTheEngineIsCalm()
    {
        await using var engine = await Start(WeakEngineOptions.None with { Splits = 1, SplitCallsMax = 1000 });
        var grain = engine.Client.GetGrain<INotingGrain>(nameof(Grain_ThatIsSplit_HasTwoActivationsUntilTheEngineIsCalm));

        HashSet<int> activations = [];
        while (activations.Count < 2) activations.Add(await grain.Activation());
        Assert.True(engine.Counts.ToDuplicates > 0);

        await engine.CalmAsync();
        HashSet<int> left = [];
        for (var i = 0; i < 20; i++) left.Add(await grain.Activation());
        Assert.Single(left);
    }

    [Fact]
    public async Task Split_OfFewCalls_EndsByItself()
    {
        await using var engine = await Start(WeakEngineOptions.None with { Splits = 1, SplitCallsMax = 3 });
        var grain = engine.Client.GetGrain<INotingGrain>(nameof(Split_OfFewCalls_EndsByItself));

        // One activation of the first cluster, and one after the other in the second.
        HashSet<int> activations = [];
        while (activations.Count < 4) activations.Add(await grain.Activation().WaitAsync(Patience));

        Assert.True(engine.Counts.Splits >= 2);
    }

    [Fact]
    public async Task Calls_OfAndToSecondActivations_CarryEverything()
    {
        await using var engine = await Start(WeakEngineOptions.None with { Splits = 1, SplitCallsMax = 5 });
        var listener = new Listener();
        var reference = engine.Client.CreateObjectReference<INoteListener>(listener);
        for (var i = 0; i < 50; i++)
        {
            var (one, other) = (engine.Client.GetGrain<INotingGrain>($"carry{i % 5}"), engine.Client.GetGrain<INotingGrain>($"carry{(i + 1) % 5}"));
            Assert.Equal($"text {i}", await one.EchoBy(other, $"text {i}").AsTask().WaitAsync(Patience));
            Assert.Equal<int>([i, i], await one.Echo<List<int>>([i, i]));
            Assert.Null(await one.Echo<string?>(null));
            Assert.StartsWith("bad", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => one.Throw("bad"))).Message, StringComparison.Ordinal);
            await one.Tell(reference, $"told {i}");
            Assert.Equal($"told {i}", await listener.Next());
        }

        Assert.True(engine.Counts.ToDuplicates > 50);
        GC.KeepAlive(listener);
    }

    [Fact]
    public async Task State_WrittenByBothActivations_IsNeverOverwrittenBlindly()
    {
        await using var engine = await Start(WeakEngineOptions.None with { Splits = 0.3, SplitCallsMax = 10 });
        var grain = engine.Client.GetGrain<ISummingGrain>("both");
        var inconsistent = 0;
        for (var token = 0; token < 100; token++)
        {
            while (true)
            {
                try
                {
                    await grain.Add(1, token).WaitAsync(Patience);
                    break;
                }
                catch (InconsistentStateException)
                {
                    inconsistent++;
                }
            }
        }

        await engine.CalmAsync();
        Assert.True(inconsistent > 0, "No activation was ever behind the other.");
        await engine.Cluster.DeactivateAsync(grain);
        Assert.Equal(100, await grain.Sum());
    }

    [Fact]
    public async Task Application_ThatRepeatsWithTokens_SurvivesEveryWeakness() => await WeakEngine.ForSeeds(2, async seed =>
    {
        await using var engine = await Start(new WeakEngineOptions { Seed = seed, NeverArrives = 0.1, ArrivesLate = 0.1, LosesAnswer = 0.1, Splits = 0.1 });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async account =>
        {
            var grain = engine.Client.GetGrain<ISummingGrain>($"survivor{seed}-{account}");
            for (var token = 0; token < 25; token++)
            {
                while (true)
                {
                    try
                    {
                        await grain.Add(token, token).WaitAsync(Patience);
                        break;
                    }
                    catch (Exception failure) when (failure is InconsistentStateException or TimeoutException)
                    {
                        // The application's answer to a weak engine: again, with the same token.
                    }
                }
            }
        }));

        await engine.CalmAsync();
        for (var account = 0; account < 4; account++)
        {
            var grain = engine.Client.GetGrain<ISummingGrain>($"survivor{seed}-{account}");
            await engine.Cluster.DeactivateAsync(grain);
            Assert.Equal(300, await grain.Sum());
        }

        var counts = engine.Counts;
        Assert.True(counts is { NeverArrived: > 0, ArrivedLate: > 0, AnswersLost: > 0, Held: > 0, Splits: > 0 }, counts.ToString());
    });

    [Fact]
    public async Task Reminder_WithAShortPeriod_IsRefusedWhateverIsConfigured()
    {
        await using var engine = await Start(WeakEngineOptions.None, silo =>
        {
            silo.UseInMemoryReminderService();
            silo.Services.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromSeconds(1));
        });
        var grain = engine.Client.GetGrain<IRemindedGrain>("a");

        await Assert.ThrowsAnyAsync<ArgumentException>(() => grain.Register(TimeSpan.FromSeconds(59)));
        await grain.Register(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Failure_UnderASeed_NamesTheSeed()
    {
        var failure = await Assert.ThrowsAsync<FailedSeedException>(() => WeakEngine.ForSeeds(3, seed => seed == 2 ? throw new InvalidOperationException("broken") : Task.CompletedTask));

        Assert.Equal(2, failure.Seed);
        Assert.Contains("ORLEANSAGENTS_SEED=2", failure.Message, StringComparison.Ordinal);
        Assert.Contains("broken", failure.Message, StringComparison.Ordinal);
    }

    private static Task<WeakEngine> Start(WeakEngineOptions options, Action<ISiloBuilder>? configure = null) =>
        WeakEngine.StartAsync(options, builder => builder.ConfigureSilo((_, silo) => configure?.Invoke(silo)));

    private sealed class Listener : INoteListener
    {
        private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

        public void Told(string text) => _told.Writer.TryWrite(text);

        public Task<string> Next() => _told.Reader.ReadAsync().AsTask().WaitAsync(Patience);
    }
}
