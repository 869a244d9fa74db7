using System.Threading.Channels;

namespace OrleansAgents.Storage;

/// <summary>Threads that read, each with a connection of its own: a disk that is slow to read blocks them and no grain.</summary>
internal sealed class SqliteReaders : IDisposable
{
    private readonly SqliteFileSettings _settings;
    private readonly Channel<SqliteRead> _queue;
    private readonly List<Thread> _threads = [];

    public SqliteReaders(SqliteFileSettings settings, IReadOnlyList<SqliteSession> sessions)
    {
        _settings = settings;
        _queue = Channel.CreateBounded<SqliteRead>(settings.QueuedReadsMax);
        foreach (var session in sessions)
        {
            var thread = new Thread(() => Run(session)) { IsBackground = true, Name = "SQLite reader" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    public Task<T> Enqueue<T>(Func<SqliteSession, T> execute)
    {
        var read = new SqliteRead<T>(execute);
        if (_queue.Writer.TryWrite(read))
        {
            return read.Completion;
        }

        if (_queue.Reader.Completion.IsCompleted)
        {
            return Task.FromException<T>(new SqliteStorageException($"SQLite file '{_settings.DataFile}' is closed: the silo that held it open has stopped."));
        }

        SqliteMetrics.Refused.Add(1, _settings.Tag);
        return Task.FromException<T>(new SqliteQueueFullException(
            $"{_settings.QueuedReadsMax} reads wait for SQLite file '{_settings.DataFile}' ({nameof(SqliteStorageOptions)}.{nameof(SqliteStorageOptions.QueuedReadsMax)}). "
            + "Try again later, use a faster disk, or raise the limit."));
    }

    /// <summary>Takes no more reads, finishes those that wait, and ends the threads.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _threads.ForEach(static thread => thread.Join());
    }

    private void Run(SqliteSession session)
    {
        using (session)
        {
            while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_queue.Reader.TryRead(out var read))
                {
                    SqliteMetrics.Reads.Add(1, _settings.Tag);
                    try
                    {
                        read.Execute(session);
                    }
                    catch (Exception failure)
                    {
                        read.Fail(SqliteFailure.Translate(_settings.DataFile, failure));
                    }
                }
            }
        }
    }
}
