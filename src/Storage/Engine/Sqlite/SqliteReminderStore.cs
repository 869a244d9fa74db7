using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Reminders;

namespace OrleansAgents.Storage;

/// <summary>Reminders in a SQLite file, indexed by due time. It may be the file that holds the state.</summary>
internal sealed class SqliteReminderStore(IOptionsMonitor<SqliteStorageOptions> options, TimeProvider time, ILogger<SqliteReminderStore> logger, IClusterTable? cluster = null)
    : IReminderStore, ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The name under which the options of the reminders' file are configured.</summary>
    public const string OptionsName = "Reminders";

    private SqliteFile? _file;

    private SqliteFile OpenFile => _file ?? throw new SqliteStorageException(
        $"The reminders' SQLite file '{options.Get(OptionsName).DataFile}' is used while its silo is not running; it is opened when the silo starts and closed when it stops.");

    public void Participate(ISiloLifecycle observer)
        => observer.Subscribe(nameof(SqliteReminderStore), ServiceLifecycleStage.RuntimeStorageServices, StartAsync, StopAsync);

    public async Task<ReminderRow> UpsertAsync(ReminderRow row, CancellationToken cancellationToken)
    {
        ReminderUpsert write = new(row);
        await OpenFile.WriteAsync(write).WaitAsync(cancellationToken);
        return row with { ETag = write.ETag };
    }

    public async Task<bool> RemoveAsync(GrainId grainId, string name, string etag, CancellationToken cancellationToken)
    {
        ReminderRemoval write = new(grainId, name, etag);
        await OpenFile.WriteAsync(write).WaitAsync(cancellationToken);
        return write.HasChanged;
    }

    public async Task<bool> MoveAsync(ReminderRow row, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        ReminderMove write = new(row, dueAt);
        await OpenFile.WriteAsync(write).WaitAsync(cancellationToken);
        return write.HasChanged;
    }

    public Task<ReminderRow?> ReadAsync(GrainId grainId, string name, CancellationToken cancellationToken)
        => OpenFile.ReadAsync(session => ReminderTable.Read(session, grainId, name)).WaitAsync(cancellationToken);

    public Task<IReadOnlyList<ReminderRow>> ReadAsync(GrainId grainId, CancellationToken cancellationToken)
        => OpenFile.ReadAsync(session => ReminderTable.Read(session, grainId)).WaitAsync(cancellationToken);

    public Task<ReminderPage> ReadDueAsync(ReminderQuery query, CancellationToken cancellationToken)
        => OpenFile.ReadAsync(session => ReminderTable.ReadDue(session, query)).WaitAsync(cancellationToken);

    internal Task StartAsync(CancellationToken cancellationToken)
        => Task.Run(() => _file = SqliteFiles.Acquire(SqliteFileSettings.From(options.Get(OptionsName), ClusterIdentity.SharingOf(cluster)), ClusterIdentity.Of(cluster), time, logger), cancellationToken);

    internal Task StopAsync(CancellationToken cancellationToken)
    {
        var file = Interlocked.Exchange(ref _file, null);
        return file is null ? Task.CompletedTask : Task.Run(() => SqliteFiles.Release(file), CancellationToken.None);
    }
}
