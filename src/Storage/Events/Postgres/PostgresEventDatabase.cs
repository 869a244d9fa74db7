using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace OrleansAgents.Storage;

/// <summary>Where the event log is kept.</summary>
public sealed class PostgresEventLogOptions
{
    /// <summary>Of the PostgreSQL database, as Npgsql takes it. One database has one event log; the tables are made when the first host starts.</summary>
    public string ConnectionString { get; set; } = "";
}

/// <summary>
/// The database of the event log, in use while the host runs. It is connected to before any service of the host starts and left after
/// all have stopped, so that a silo's grains and a gateway's requests find it, in whatever order they were registered.
/// </summary>
internal sealed class PostgresEventDatabase(IOptions<PostgresEventLogOptions> options, PostgresDatabases databases, TimeProvider time) : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private PostgresDatabase? _database;

    public PostgresDatabase Open => _database ?? throw new PostgresStorageException(
        "The event log's PostgreSQL database is used while its host is not running; it is connected to before the host's services start and left after they have stopped.");

    /// <summary>Now, in milliseconds since 1970.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(options.Value.ConnectionString))
        {
            throw new OrleansConfigurationException(
                $"{nameof(PostgresEventLogOptions)}.{nameof(PostgresEventLogOptions.ConnectionString)} is empty; give that of a PostgreSQL database, for example 'Host=localhost;Database=orleans;Username=orleans;Password=...'.");
        }

        _database = await databases.AcquireAsync(options.Value.ConnectionString, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _database, null) is { } database) await databases.ReleaseAsync(database);
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
