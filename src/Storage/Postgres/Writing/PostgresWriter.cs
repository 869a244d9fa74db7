using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansAgents.Storage;

/// <summary>
/// The writes of one process to one database: a loop that puts the writes of many grains into one transaction and one round trip.
/// </summary>
/// <remarks>
/// <para>Problem. A durable write costs a round trip and a flush of the server's disk, whatever its size, and most of the CPU that it
/// costs on either side does not depend on its size either.</para>
/// <para>Scheme. While one transaction is under way, the writes that arrive wait; the next transaction takes all of them. Each write
/// still returns only when it is durable, and a lone write is sent at once: there is no timer that would hold it back in the hope of
/// company. Writes of one kind share a command where they can; all commands of a transaction are sent without waiting for an answer,
/// and the server ends them together or not at all.</para>
/// <para>Refusal. A write that does not find the ETag, number or key that it expects changes nothing and fails alone.</para>
/// <para>Failure. If the server says that it rolled the transaction back, and one of the writes may be why, each is sent again in a
/// transaction of its own, so that one which cannot be stored fails no other. If it cannot be known what became of the transaction, since the
/// connection broke, nothing is sent again: all its writes fail with <see cref="PostgresOutcomeUnknownException"/>, and their grains
/// read what is stored.</para>
/// <para>Fence. The row of this silo in the membership table is locked by the last command, as long as it is active, if the table is in
/// this database. Last, so that a silo which is paused while it sends holds no lock that others would have to wait for to remove it.</para>
/// </remarks>
internal sealed partial class PostgresWriter : IAsyncDisposable
{
    private readonly PostgresSettings _settings;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresFence? _fence;
    private readonly ILogger _logger;
    private readonly Channel<PostgresWrite> _queue;
    private readonly PostgresWriteGroups _groups = new();
    private readonly Task _loop;
    private NpgsqlConnection? _connection;

    public PostgresWriter(PostgresSettings settings, PostgresFence? fence, ILogger logger)
    {
        (_settings, _fence, _logger) = (settings, fence, logger);
        _source = PostgresConnection.ForWrites(settings.ConnectionString);
        _queue = Channel.CreateBounded<PostgresWrite>(new BoundedChannelOptions(settings.QueuedWritesMax) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    /// <returns>The write's <see cref="PostgresWrite.Completion"/>.</returns>
    public Task Enqueue(PostgresWrite write)
    {
        if (_queue.Writer.TryWrite(write))
        {
            return write.Completion;
        }

        if (_queue.Reader.Completion.IsCompleted)
        {
            return Task.FromException(new PostgresStorageException($"PostgreSQL database {_settings.Target} is not in use any more: the silo that used it has stopped. The write was not made."));
        }

        PostgresMetrics.Refused.Add(1, _settings.Tag);
        return Task.FromException(new PostgresQueueFullException(
            $"{_settings.QueuedWritesMax} writes wait for PostgreSQL database {_settings.Target}, which is as many as may; the write was not made. Try again later, or see why the database is slow."));
    }

    /// <summary>Takes no more writes, finishes those that wait, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        await _source.DisposeAsync();
    }

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            _groups.Take(_queue.Reader, _settings.BatchedWritesMax);
            await WriteAsync();
        }

        await DropConnectionAsync();
    }

    private async Task WriteAsync()
    {
        var writes = _groups.Writes;
        try
        {
            await TransactAsync(_groups);
        }
        catch (Exception failure)
        {
            await DropConnectionAsync();
            if (writes.Count > 1 && PostgresFailure.IsOfOneWrite(failure))
            {
                await WriteEachAsync([.. writes]);
                return;
            }

            Fail(writes, failure);
            return;
        }

        Succeed(writes);
    }

    private async Task WriteEachAsync(PostgresWrite[] writes)
    {
        foreach (var write in writes)
        {
            _groups.Take(write);
            try
            {
                await TransactAsync(_groups);
                Succeed(_groups.Writes);
            }
            catch (Exception failure)
            {
                await DropConnectionAsync();
                Fail(_groups.Writes, failure);
            }
        }
    }

    private async Task TransactAsync(PostgresWriteGroups groups)
    {
        var connection = _connection ??= await ConnectAsync();
        await using var batch = connection.CreateBatch();
        groups.AddCommands(batch.BatchCommands);
        if (_fence?.Command() is { } fence && groups.Writes.Any(static write => write.IsFenced))
        {
            batch.BatchCommands.Add(fence);
        }

        await using var reader = await batch.ExecuteReaderAsync();
        PostgresResults results = new(reader);
        await groups.ReadResultsAsync(results);
        await results.EndAsync();
    }

    /// <summary>A failure to connect is a failure before anything was sent.</summary>
    private async Task<NpgsqlConnection> ConnectAsync()
    {
        try
        {
            return await _source.OpenConnectionAsync();
        }
        catch (Exception failure)
        {
            throw PostgresFailure.Translate(_settings.Target, failure);
        }
    }

    private void Succeed(IReadOnlyList<PostgresWrite> writes)
    {
        PostgresMetrics.Commits.Add(1, _settings.Tag);
        PostgresMetrics.Writes.Add(writes.Count, _settings.Tag);
        PostgresMetrics.BatchSize.Record(writes.Count, _settings.Tag);
        foreach (var write in writes)
        {
            if (write.Refusal is null)
            {
                write.Succeed();
            }
            else
            {
                PostgresMetrics.Conflicts.Add(1, _settings.Tag);
                write.Fail(write.Refusal);
            }
        }
    }

    private void Fail(IReadOnlyList<PostgresWrite> writes, Exception failure)
    {
        LogWriteFailed(_logger, failure, writes.Count, _settings.Target);
        foreach (var write in writes)
        {
            write.Fail(PostgresFailure.TranslateWrite(_settings.Target, failure));
        }
    }

    /// <summary>A connection on which something has failed may be out of step in ways that do not show: a statement that was being prepared, an answer that was not read. The next write gets a new one.</summary>
    private async Task DropConnectionAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception failure)
        {
            Debug.WriteLine(failure);
        }
    }

    [LoggerMessage(LogLevel.Error, "A transaction of {Writes} writes to PostgreSQL database {Target} failed.")]
    private static partial void LogWriteFailed(ILogger logger, Exception failure, int writes, string target);
}
