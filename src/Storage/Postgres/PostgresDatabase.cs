using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansAgents.Storage;

/// <summary>A database in use: its writer, and connections that read.</summary>
internal sealed partial class PostgresDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly PostgresWriter _writer;

    private PostgresDatabase(PostgresSettings settings, NpgsqlDataSource source, PostgresFence? fence, ILogger logger)
    {
        Settings = settings;
        _source = source;
        _writer = new PostgresWriter(settings, fence, logger);
    }

    public PostgresSettings Settings { get; }

    /// <summary>Connects, and makes the tables if they are missing.</summary>
    /// <exception cref="PostgresStorageException">The database cannot be reached or used; the text says why.</exception>
    public static async Task<PostgresDatabase> OpenAsync(PostgresSettings settings, PostgresFence? fence, ILogger logger, CancellationToken cancellationToken)
    {
        var source = PostgresConnection.ForReads(settings.ConnectionString);
        try
        {
            await PostgresSchema.PrepareAsync(source, settings.Target, cancellationToken);
            await WarnIfNotDurableAsync(source, settings.Target, logger, cancellationToken);
            return new PostgresDatabase(settings, source, fence, logger);
        }
        catch (Exception failure)
        {
            await source.DisposeAsync();
            throw PostgresFailure.Translate(settings.Target, failure);
        }
    }

    /// <summary>Ends when the write is durable.</summary>
    public Task WriteAsync(PostgresWrite write) => _writer.Enqueue(write);

    /// <summary>Sees every write that had returned before.</summary>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(cancellationToken);
                try
                {
                    return await read(connection, cancellationToken);
                }
                catch (NpgsqlException)
                {
                    // No connection that was there before goes back into the pool: if this one lay there broken, so may others.
                    _source.Clear();
                    throw;
                }
            }
            catch (NpgsqlException failure) when (attempt == 1 && PostgresFailure.IsBrokenConnection(failure))
            {
                // Reading changes nothing, so it is done again, on a new connection.
            }
            catch (Exception failure)
            {
                throw PostgresFailure.Translate(Settings.Target, failure);
            }
        }
    }

    /// <summary>Finishes what waits and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _source.DisposeAsync();
    }

    /// <summary>The server's settings decide what a commit means. They may be so by intention, as for tests, so this is said and no more.</summary>
    private static async Task WarnIfNotDurableAsync(NpgsqlDataSource source, string target, ILogger logger, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT current_setting('fsync'), current_setting('synchronous_commit')");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (fsync, synchronousCommit) = (reader.GetString(0), reader.GetString(1));
        if (fsync == "off" || synchronousCommit == "off")
        {
            LogNotDurable(logger, target, fsync, synchronousCommit);
        }
    }

    [LoggerMessage(LogLevel.Warning, "PostgreSQL database {Target} runs with fsync={Fsync} and synchronous_commit={SynchronousCommit}: writes that have returned may be lost with the server. Set both to on where that matters.")]
    private static partial void LogNotDurable(ILogger logger, string target, string fsync, string synchronousCommit);
}
