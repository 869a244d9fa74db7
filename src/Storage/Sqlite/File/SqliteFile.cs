using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace OrleansAgents.Storage;

/// <summary>An open file: the process's lock on it, its writer and its readers.</summary>
internal sealed class SqliteFile : IDisposable
{
    private static readonly byte[] Header = Encoding.ASCII.GetBytes("SQLite format 3\0");

    private readonly SqliteOwnerLock _lock;
    private readonly SqliteSession _writerSession;
    private readonly SqliteReaders _readers;

    private SqliteFile(SqliteFileSettings settings, SqliteOwnerLock ownerLock, SqliteSession writerSession, SqliteWriter writer, SqliteReaders readers)
    {
        Settings = settings;
        _lock = ownerLock;
        _writerSession = writerSession;
        Writer = writer;
        _readers = readers;
    }

    public SqliteFileSettings Settings { get; }

    public SqliteWriter Writer { get; }

    /// <summary>Opens the file, and makes it if it does not exist.</summary>
    /// <exception cref="SqliteStorageException">The file is in use, damaged, or not ours; it is as it was.</exception>
    public static SqliteFile Open(SqliteFileSettings settings, TimeProvider time, ILogger logger)
    {
        Stack<IDisposable> opened = new();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(settings.DataFile)!);
            var ownerLock = Keep(settings.SharedBy is { } cluster ? SqliteOwnerLock.TakeShared(settings.DataFile, cluster) : SqliteOwnerLock.Take(settings.DataFile));
            using var opening = settings.SharedBy is null ? null : SqliteOpeningLock.Take(settings.DataFile);
            CheckHeader(settings.DataFile);
            var writerSession = Keep(Connect(settings, SqliteOpenMode.ReadWriteCreate));

            // Closing the last connection would write what the log holds into the file; a damaged file must not be touched like that.
            SetCheckpointOnClose(writerSession, enabled: false);
            CheckPages(settings, writerSession);
            SqliteSchema.Prepare(writerSession, settings.DataFile);
            ConfigureWriter(settings, writerSession);
            SetCheckpointOnClose(writerSession, enabled: true);

            var readerSessions = Enumerable.Range(0, settings.ReadConnections).Select(_ => Keep(Connect(settings, SqliteOpenMode.ReadOnly))).ToList();
            var writer = Keep(new SqliteWriter(settings, writerSession, time, logger));
            return new SqliteFile(settings, ownerLock, writerSession, writer, new SqliteReaders(settings, readerSessions));
        }
        catch (Exception failure)
        {
            while (opened.TryPop(out var resource))
            {
                resource.Dispose();
            }

            throw SqliteFailure.Translate(settings.DataFile, failure);
        }

        T Keep<T>(T resource)
            where T : IDisposable
        {
            opened.Push(resource);
            return resource;
        }
    }

    /// <summary>Ends when the write is as durable as the options promise.</summary>
    public Task WriteAsync(SqliteWrite write) => Writer.Enqueue(write);

    /// <summary>Sees every write that had returned before.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteSession, T> read) => _readers.Enqueue(read);

    /// <summary>Finishes what waits and closes the file.</summary>
    public void Dispose()
    {
        Writer.Dispose();
        _readers.Dispose();
        _writerSession.Dispose();
        _lock.Dispose();
    }

    private static SqliteSession Connect(SqliteFileSettings settings, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = settings.DataFile, Mode = mode, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();

            // Only an operator's tool can be in the way; it gets five seconds to finish.
            raw.sqlite3_busy_timeout(connection.Handle!, 5000);
            return new SqliteSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void ConfigureWriter(SqliteFileSettings settings, SqliteSession session)
    {
        if (session.Ask("PRAGMA journal_mode = WAL") is not "wal")
        {
            throw new SqliteStorageException($"SQLite cannot keep a write-ahead log beside '{settings.DataFile}'; put the file on a local disk.");
        }

        session.Execute($"PRAGMA synchronous = {(settings.Durability == SqliteDurability.Full ? "FULL" : "NORMAL")}");

        // The log is written into the file every 1000 pages; what it grew to under load is given back.
        session.Execute("PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384");
    }

    private static void CheckHeader(string dataFile)
    {
        if (!File.Exists(dataFile))
        {
            return;
        }

        using var stream = new FileStream(dataFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        if (stream.Length == 0)
        {
            return;
        }

        var found = new byte[Header.Length];
        stream.ReadAtLeast(found, found.Length, throwOnEndOfStream: false);
        if (!found.AsSpan().SequenceEqual(Header))
        {
            throw SqliteFailure.Corrupt(dataFile, "it does not begin as a SQLite file does");
        }
    }

    private static void CheckPages(SqliteFileSettings settings, SqliteSession session)
    {
        if (new FileInfo(settings.DataFile).Length <= settings.CheckedFileBytesMax && session.Ask("PRAGMA quick_check(1)") is var finding and not "ok")
        {
            throw SqliteFailure.Corrupt(settings.DataFile, finding?.ToString() ?? "the check found nothing to check");
        }
    }

    private static void SetCheckpointOnClose(SqliteSession session, bool enabled)
        => raw.sqlite3_db_config(session.Connection.Handle!, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, enabled ? 0 : 1, out _);
}
