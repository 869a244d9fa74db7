using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OrleansAgents.Storage;

/// <summary>
/// The only writer of a file in this process: one thread that puts the writes of many grains into one transaction.
/// </summary>
/// <remarks>
/// <para>Problem. A durable write costs a flush of the disk, whatever its size, and SQLite lets one transaction write at a time.</para>
/// <para>Scheme. While one transaction is being flushed, the writes that arrive wait; the next transaction takes all of them. So each
/// write still returns only when it is durable, and the flushes are shared: the more writers there are, the more share one. There is
/// no timer that would hold a lone write back in the hope of company.</para>
/// <para>Failure. A write that does not find the ETag it expects has changed nothing and fails alone; one of several statements, such as
/// an append of events, is set back to where it began. If the commit fails, all writes of the transaction fail, and their grains find
/// out by their ETags what was stored.</para>
/// </remarks>
internal sealed partial class SqliteWriter : IDisposable
{
    private readonly SqliteFileSettings _settings;
    private readonly SqliteTransactionScope _transaction;
    private readonly ILogger _logger;
    private readonly Channel<SqliteWrite> _queue;
    private readonly Thread _thread;
    private readonly List<SqliteWrite> _batch = [];
    private long _commits;
    private long _writes;

    public SqliteWriter(SqliteFileSettings settings, SqliteSession session, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _logger = logger;
        _transaction = new SqliteTransactionScope(session, time, settings.SharedBy is not null);
        _transaction.LoadSequence();
        _queue = Channel.CreateBounded<SqliteWrite>(new BoundedChannelOptions(settings.QueuedWritesMax) { SingleReader = true });
        _thread = new Thread(Run) { IsBackground = true, Name = "SQLite writer" };
        _thread.Start();
    }

    /// <summary>Transactions committed since the file was opened.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Writes in those transactions.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <returns>The write's <see cref="SqliteWrite.Completion"/>.</returns>
    public Task Enqueue(SqliteWrite write)
    {
        if (_queue.Writer.TryWrite(write))
        {
            return write.Completion;
        }

        if (_queue.Reader.Completion.IsCompleted)
        {
            return Task.FromException(new SqliteStorageException($"SQLite file '{_settings.DataFile}' is closed: the silo that held it open has stopped. The write was not made."));
        }

        SqliteMetrics.Refused.Add(1, _settings.Tag);
        return Task.FromException(new SqliteQueueFullException(
            $"{_settings.QueuedWritesMax} writes wait for SQLite file '{_settings.DataFile}' ({nameof(SqliteStorageOptions)}.{nameof(SqliteStorageOptions.QueuedWritesMax)}); "
            + "the write was not made. Try again later, use a faster disk, or raise the limit."));
    }

    /// <summary>Takes no more writes, finishes those that wait, and ends the thread.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _thread.Join();
    }

    private void Run()
    {
        while (WaitForWrite())
        {
            RunTransaction();
        }
    }

    /// <summary>Blocks this thread, which is the writer's own, until there is a write or the queue is closed.</summary>
    private bool WaitForWrite()
    {
        var wait = _queue.Reader.WaitToReadAsync();
        return wait.IsCompleted ? wait.Result : wait.AsTask().GetAwaiter().GetResult();
    }

    private void RunTransaction()
    {
        _batch.Clear();
        try
        {
            _transaction.Begin();
            while (_batch.Count < _settings.BatchedWritesMax && _queue.Reader.TryRead(out var write))
            {
                _batch.Add(write);
                if (!TryApply(write))
                {
                    _batch.RemoveAt(_batch.Count - 1);
                }
            }

            _transaction.Commit();
        }
        catch (Exception failure)
        {
            FailAll(failure);
            return;
        }

        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _writes, _batch.Count);
        SqliteMetrics.Commits.Add(1, _settings.Tag);
        SqliteMetrics.Writes.Add(_batch.Count, _settings.Tag);
        SqliteMetrics.BatchSize.Record(_batch.Count, _settings.Tag);
        foreach (var write in _batch)
        {
            write.Succeed();
        }
    }

    /// <returns>False if the write has failed alone and is already told so.</returns>
    private bool TryApply(SqliteWrite write)
    {
        try
        {
            if (write.HasSeveralStatements)
            {
                _transaction.SetSavepoint();
            }

            write.Apply(_transaction);
        }
        catch (Exception failure) when (_transaction.IsOpen)
        {
            FailAlone(write, SqliteFailure.Translate(_settings.DataFile, failure));
            return false;
        }

        if (write.Refusal is not null)
        {
            SqliteMetrics.Conflicts.Add(1, _settings.Tag);
            FailAlone(write, write.Refusal);
            return false;
        }

        if (write.HasSeveralStatements)
        {
            _transaction.ReleaseSavepoint();
        }

        return true;
    }

    /// <summary>A savepoint that cannot be returned to leaves a part of the write behind, so that failure ends the transaction.</summary>
    private void FailAlone(SqliteWrite write, Exception failure)
    {
        if (write.HasSeveralStatements)
        {
            try
            {
                _transaction.ReturnToSavepoint();
            }
            catch
            {
                write.Fail(failure);
                throw;
            }
        }

        write.Fail(failure);
    }

    private void FailAll(Exception failure)
    {
        LogCommitFailed(_logger, failure, _settings.DataFile, _batch.Count);
        var translated = SqliteFailure.Translate(_settings.DataFile, failure);
        try
        {
            _transaction.RollBack();
        }
        catch (Exception rollbackFailure)
        {
            LogCommitFailed(_logger, rollbackFailure, _settings.DataFile, _batch.Count);
        }

        // BEGIN itself may have failed with nothing taken from the queue; one write is failed then, so that a lasting failure
        // reaches the grains instead of spinning here.
        if (_batch.Count == 0 && _queue.Reader.TryRead(out var first))
        {
            _batch.Add(first);
        }

        foreach (var write in _batch)
        {
            write.Fail(translated);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A transaction of {Writes} writes to SQLite file '{DataFile}' failed.")]
    private static partial void LogCommitFailed(ILogger logger, Exception failure, string dataFile, int writes);
}
