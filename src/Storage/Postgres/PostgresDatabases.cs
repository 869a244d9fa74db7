using Microsoft.Extensions.Logging;

namespace OrleansAgents.Storage;

/// <summary>The databases that a host uses, one for each connection string however many stores are in it: they share a writer, and so transactions.</summary>
internal sealed class PostgresDatabases(ILogger<PostgresDatabase> logger, Func<string, PostgresFence?> fenceOf) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, Shared> _open = [];

    /// <summary>Opens the database or joins those who use it. Each call is matched by one <see cref="ReleaseAsync"/>.</summary>
    /// <exception cref="PostgresStorageException">The database cannot be reached or used; the text says why.</exception>
    public async Task<PostgresDatabase> AcquireAsync(string connectionString, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_open.TryGetValue(connectionString, out var shared))
            {
                var database = await PostgresDatabase.OpenAsync(new PostgresSettings(connectionString), fenceOf(connectionString), logger, cancellationToken);
                _open.Add(connectionString, shared = new Shared(database));
            }

            shared.Users++;
            return shared.Database;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Closes the database when nobody uses it any more.</summary>
    public async Task ReleaseAsync(PostgresDatabase database)
    {
        await _gate.WaitAsync();
        try
        {
            var shared = _open[database.Settings.ConnectionString];
            if (--shared.Users > 0) return;
            _open.Remove(database.Settings.ConnectionString);
            await database.DisposeAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private sealed class Shared(PostgresDatabase database)
    {
        public PostgresDatabase Database { get; } = database;

        public int Users { get; set; }
    }
}
