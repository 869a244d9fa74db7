using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Reminders;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.Reminders;

/// <summary>A silo's reminder service over a store in this object, on a clock that the test moves.</summary>
internal sealed class ReminderFixture : IDisposable
{
    public ReminderFixture(ReminderOptions? options = null, IndexStore? store = null, ManualTimeProvider? time = null)
    {
        // Without the test framework's context every continuation runs where its cause runs: inside the test's own call.
        SynchronizationContext.SetSynchronizationContext(null);
        Options = options ?? new ReminderOptions();
        Time = time ?? new ManualTimeProvider();
        Store = store ?? new IndexStore();
        GrainFactoryStub grains = new((_, id) => new Remindable(this, GrainId.Parse(id)));
        Service = new ReminderService(Store, grains, Shards, Microsoft.Extensions.Options.Options.Create(Options), Time, NullLogger<ReminderService>.Instance);
        Registry = new ReminderRegistry(Store, Service, Microsoft.Extensions.Options.Options.Create(Options), Time);
    }

    public static GrainId Grain { get; } = GrainId.Create("remindable", "a");

    public ReminderOptions Options { get; }

    public ManualTimeProvider Time { get; }

    public IndexStore Store { get; }

    public FakeShards Shards { get; } = new();

    public ReminderService Service { get; }

    public ReminderRegistry Registry { get; }

    /// <summary>Every call of ReceiveReminder, in order.</summary>
    public List<(GrainId Grain, string Name, TickStatus Status)> Ticks { get; } = [];

    /// <summary>What a grain does in ReceiveReminder.</summary>
    public Func<GrainId, string, Task> OnTick { get; set; } = static (_, _) => Task.CompletedTask;

    public Task StartAsync() => Service.StartAsync(CancellationToken.None);

    public Task<IGrainReminder> RegisterAsync(string name, TimeSpan due, TimeSpan period, GrainId? grain = null) => Registry.RegisterOrUpdateReminder(grain ?? Grain, name, due, period);

    public void Dispose() => Service.Dispose();

    public sealed class FakeShards : ILocalShards
    {
        private Func<GrainId, bool> _owns = static _ => true;

        public long Version { get; private set; } = 1;

        public IReadOnlyList<int> Served { get; } = [.. Enumerable.Range(0, 1024)];

        public bool Owns(GrainId grainId) => _owns(grainId);

        public void Become(Func<GrainId, bool> owns)
        {
            _owns = owns;
            Version++;
        }
    }

    private sealed class Remindable(ReminderFixture fixture, GrainId id) : IRemindable
    {
        public Task ReceiveReminder(string reminderName, TickStatus status)
        {
            lock (fixture.Ticks)
            {
                fixture.Ticks.Add((id, reminderName, status));
            }

            return fixture.OnTick(id, reminderName);
        }
    }
}

/// <summary>A store in memory that answers at once, and can be made to fail or to wait.</summary>
internal sealed class IndexStore : IReminderStore
{
    private readonly Lock _gate = new();
    private readonly ReminderIndex _index = new(0);

    public Exception? Failure { get; set; }

    public int Readings { get; private set; }

    public int MoveFailures { get; set; }

    /// <summary>What the next reading waits for after it has read.</summary>
    public Task Reading { get; set; } = Task.CompletedTask;

    public Task<ReminderRow> UpsertAsync(ReminderRow row, CancellationToken cancellationToken) => Answer(() => _index.Upsert(row));

    public Task<bool> RemoveAsync(GrainId grainId, string name, string etag, CancellationToken cancellationToken) => Answer(() => _index.Remove(grainId, name, etag));

    public Task<bool> MoveAsync(ReminderRow row, DateTimeOffset dueAt, CancellationToken cancellationToken)
        => MoveFailures-- > 0 ? Task.FromException<bool>(new IOException("the store is away")) : Answer(() => _index.Move(row, dueAt));

    public Task<ReminderRow?> ReadAsync(GrainId grainId, string name, CancellationToken cancellationToken) => Answer(() => _index.Find(grainId, name));

    public Task<IReadOnlyList<ReminderRow>> ReadAsync(GrainId grainId, CancellationToken cancellationToken)
        => Answer<IReadOnlyList<ReminderRow>>(() => [.. _index.Find(grainId).OrderBy(static row => row.Name)]);

    public async Task<ReminderPage> ReadDueAsync(ReminderQuery query, CancellationToken cancellationToken)
    {
        Readings++;
        var page = await Answer(() =>
        {
            var rows = _index.FindDue(null, query.Until, int.MaxValue).Where(row => query.IsWanted(row.GrainId)).ToList();
            return new ReminderPage([.. rows.Take(query.MaxRows)], rows.Count <= query.MaxRows);
        });
        await Reading;
        return page;
    }

    private Task<T> Answer<T>(Func<T> operation)
    {
        lock (_gate)
        {
            return Failure is { } failure ? Task.FromException<T>(failure) : Task.FromResult(operation());
        }
    }
}
