using System.Collections.Concurrent;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansAgents.Storage.Tests;

/// <summary>Silos of one process on one file, as a host registers them.</summary>
public sealed class SqliteClusterTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task State_IsSharedBySilosAndSurvivesTheCluster()
    {
        await using (var first = await DeployAsync())
        {
            var grains = Enumerable.Range(0, 20).Select(i => first.Client.GetGrain<INoteGrain>($"{i}")).ToList();
            await Task.WhenAll(grains.Select(static (grain, i) => grain.Write($"note {i}")));
            await first.StopSiloAsync(first.Silos[1]);
            Assert.Equal("note 7", await grains[7].Read());
        }

        await using var second = await DeployAsync();
        var read = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => second.Client.GetGrain<INoteGrain>($"{i}").Read()));

        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"note {i}"), read);
    }

    [Fact]
    public async Task Reminder_RegisteredInOneCluster_FiresInTheNext()
    {
        var key = Path.GetFileName(_fixture.DataFile);
        var ticks = NoteGrain.TicksOf(key);
        await using (var first = await DeployAsync())
        {
            await first.Client.GetGrain<INoteGrain>(key).Remind(TimeSpan.Zero);
            await ticks.WaitAsync();
        }

        // Both a tick that the first cluster had not recorded and the next one of the period would do.
        await using var second = await DeployAsync();

        await ticks.WaitAsync();
        Assert.Equal(1L, _fixture.Ask<long>("SELECT count(*) FROM reminder"));
    }

    [Fact]
    public async Task Deploy_WithADamagedFile_FailsByName()
    {
        await File.WriteAllTextAsync(_fixture.DataFile, "this is no database at all");

        var failure = await Assert.ThrowsAnyAsync<Exception>(DeployAsync);

        Assert.Contains(_fixture.DataFile, failure.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(SqliteFileCorruptException), failure.ToString(), StringComparison.Ordinal);
    }

    private async Task<InProcessTestCluster> DeployAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddSqliteGrainStorageAsDefault(options => options.DataFile = _fixture.DataFile);
            silo.UseSqliteReminderService(options => options.DataFile = _fixture.DataFile);
            silo.Configure<ReminderOptions>(static options => options.MinimumReminderPeriod = TimeSpan.FromMilliseconds(100));
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}

public interface INoteGrain : IGrainWithStringKey
{
    Task Write(string text);

    Task<string> Read();

    Task Remind(TimeSpan dueTime);
}

public sealed class NoteGrain([PersistentState("note")] IPersistentState<NoteState> note) : Grain, INoteGrain, IRemindable
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Ticks = new();

    /// <summary>Released at every tick of the grain of this key.</summary>
    public static SemaphoreSlim TicksOf(string key) => Ticks.GetOrAdd(key, static _ => new SemaphoreSlim(0));

    public Task Write(string text)
    {
        note.State.Text = text;
        return note.WriteStateAsync();
    }

    public Task<string> Read() => Task.FromResult(note.State.Text);

    public Task Remind(TimeSpan dueTime) => this.RegisterOrUpdateReminder("note", dueTime, TimeSpan.FromMilliseconds(100));

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        TicksOf(this.GetPrimaryKeyString()).Release();
        return Task.CompletedTask;
    }
}

[GenerateSerializer]
public sealed class NoteState
{
    [Id(0)]
    public string Text { get; set; } = "";
}
