using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansAgents.Storage;

/// <summary>
/// The file of the event log, open while the host runs. It opens before any service of the host starts and closes after all have
/// stopped, so that a silo's grains and a gateway's requests find it open, in whatever order they were registered.
/// </summary>
internal sealed class SqliteEventFile(IOptionsMonitor<SqliteStorageOptions> options, TimeProvider time, ILogger<SqliteEventFile> logger, Func<string?> sharedBy)
    : IHostedLifecycleService, IDisposable
{
    /// <summary>The name under which the options are configured.</summary>
    public const string OptionsName = "Events";

    private SqliteFile? _file;

    public SqliteFile Open => _file ?? throw new SqliteStorageException(
        $"The event log's SQLite file '{options.Get(OptionsName).DataFile}' is used while its host is not running; it is opened before the host's services start and closed after they have stopped.");

    /// <summary>Opening checks the whole file and may wait for the disk, so it is kept off the thread that starts the host.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        new SqliteStorageOptionsValidator(options, OptionsName).ValidateConfiguration();

        // The log belongs to no cluster: an append names the number that it follows, so two writers do each other no harm.
        return Task.Run(() => _file = SqliteFiles.Acquire(SqliteFileSettings.From(options.Get(OptionsName), sharedBy()), cluster: null, time, logger), cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.Run(Dispose, CancellationToken.None);

    /// <summary>A host that is disposed of without being stopped must not keep the file locked.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _file, null) is { } file)
        {
            SqliteFiles.Release(file);
        }
    }
}
