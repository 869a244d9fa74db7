using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Runtime.Membership;

namespace OrleansAgents.Storage;

/// <summary>The membership table of a cluster on one machine: processes that share a SQLite file.</summary>
/// <remarks>
/// SQLite lets one transaction write at a time, so every operation is alone while it runs. A process that is stopped inside a write
/// transaction blocks the file for all: safe, since then nobody renews or is removed, but nothing goes on until it continues or dies.
/// </remarks>
internal sealed class SqliteClusterTable(SqliteFileSettings settings, string cluster, TimeProvider time, ILogger<SqliteClusterTable> logger) : IClusterTable, IClusterIdentity, IDisposable
{
    private readonly Lock _gate = new();
    private SqliteFile? _file;
    private SqliteClusterWatch? _watch;
    private bool _isDisposed;

    public string Identity { get; } = IdentityOf(settings, cluster);

    /// <summary>The settings with which the processes of the cluster open a file together.</summary>
    public static SqliteFileSettings SettingsOf(SqliteStorageOptions options, string cluster)
    {
        var alone = SqliteFileSettings.From(options);
        return alone with { SharedBy = IdentityOf(alone, cluster) };
    }

    public async Task OpenAsync(ClusterConstants constants, CancellationToken cancellationToken)
    {
        ClusterOpening opening = new(cluster, constants);
        await WriteAsync(opening, cancellationToken);
        constants.RequireStored($"Cluster '{cluster}' in SQLite file '{settings.DataFile}'", opening.Stored);
    }

    public async Task<ClusterSnapshot> ReadAsync(CancellationToken cancellationToken)
        => await (await FileAsync(cancellationToken)).ReadAsync(session => ClusterRows.ReadAtOnce(session, cluster)).WaitAsync(cancellationToken);

    public async Task<ClusterRenewal> RenewAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken)
    {
        ClusterRenewalWrite write = new(cluster, silo, incarnation);
        await WriteAsync(write, cancellationToken);
        return write.Result;
    }

    public async Task<bool> TryChangeAsync(ClusterChange change, CancellationToken cancellationToken)
    {
        ClusterChangeWrite write = new(cluster, change);
        await WriteAsync(write, cancellationToken);
        return write.HasChanged;
    }

    public Task RevokeAsync(SiloAddress silo, SiloAddress by, CancellationToken cancellationToken) => WriteAsync(new SiloRevocationWrite(cluster, silo, by), cancellationToken);

    public Task StopAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken) => WriteAsync(new SiloStopWrite(cluster, silo, incarnation), cancellationToken);

    public IDisposable Watch(Action changed)
    {
        lock (_gate)
        {
            _watch ??= new SqliteClusterWatch(async () => (await ReadAsync(CancellationToken.None)).View.Version, time);
            return _watch.Add(changed);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _watch?.Dispose();
            if (Interlocked.Exchange(ref _file, null) is { } file) SqliteFiles.Release(file);
        }
    }

    private static string IdentityOf(SqliteFileSettings settings, string cluster) => $"cluster '{cluster}' of '{settings.DataFile}'";

    private async Task WriteAsync(SqliteWrite write, CancellationToken cancellationToken)
        => await (await FileAsync(cancellationToken)).WriteAsync(write).WaitAsync(cancellationToken);

    /// <summary>Opening may wait for other processes and for the disk, so it is kept off the caller's thread. It is done on first use: a client never opens the table, it only reads.</summary>
    private async ValueTask<SqliteFile> FileAsync(CancellationToken cancellationToken) => _file ?? await Task.Run(OpenFile, cancellationToken);

    private SqliteFile OpenFile()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _file ??= SqliteFiles.Acquire(settings, Identity, time, logger);
        }
    }
}
