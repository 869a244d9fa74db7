using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansAgents.Storage;

/// <summary>
/// What a write sees of the transaction that it shares. ETags are numbers from one sequence for the whole file, so none is ever used
/// twice; the last one is stored once a transaction.
/// </summary>
/// <param name="session">The writer's connection.</param>
/// <param name="time">Tells the time of each transaction.</param>
/// <param name="isShared">True if other processes write the file too; then nothing is known of it from one transaction to the next.</param>
internal sealed class SqliteTransactionScope(SqliteSession session, TimeProvider time, bool isShared)
{
    private const string ReadSequence = "SELECT last FROM sequence";
    private const string StoreSequence = "UPDATE sequence SET last = ?1";

    /// <summary>Ten seconds and more: longer than any transaction of a process that is alive takes.</summary>
    private const int BeginAttemptsMax = 10_000;

    private long _stored;
    private long _last;
    private DateTimeOffset? _time;
    private string? _now;

    public SqliteSession Session => session;

    /// <summary>The time of this transaction, UTC, as text.</summary>
    public string Now => _now ??= Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>The time of this transaction in milliseconds since 1970.</summary>
    public long NowMilliseconds => Time.ToUnixTimeMilliseconds();

    private DateTimeOffset Time => _time ??= time.GetUtcNow();

    public long NextNumber() => ++_last;

    public void LoadSequence()
    {
        var statement = session.Prepare(ReadSequence);
        statement.Step();
        _stored = statement.Int64(0);
        _last = Math.Max(_last, _stored);
        statement.Reset();
    }

    public void Begin()
    {
        _time = null;
        _now = null;
        if (isShared)
        {
            BeginAmongOthers();
            LoadSequence();
        }
        else
        {
            session.Prepare("BEGIN IMMEDIATE").Run();
        }
    }

    /// <summary>Numbers that a rolled back transaction has handed out stay used: they were never stored, and skipping them costs nothing.</summary>
    public void Commit()
    {
        if (_last != _stored)
        {
            session.Prepare(StoreSequence).Bind(1, _last).Run();
        }

        session.Prepare("COMMIT").Run();
        _stored = _last;
    }

    /// <summary>Begins a write whose statements can be taken back together. Savepoints are not nested, so one name serves all.</summary>
    public void SetSavepoint() => session.Prepare("SAVEPOINT write").Run();

    public void ReleaseSavepoint() => session.Prepare("RELEASE write").Run();

    public void ReturnToSavepoint()
    {
        session.Prepare("ROLLBACK TO write").Run();
        ReleaseSavepoint();
    }

    /// <summary>Some failures end the transaction by themselves; asking costs nothing and rolling back twice would fail.</summary>
    public void RollBack()
    {
        if (IsOpen)
        {
            session.Prepare("ROLLBACK").Run();
        }
    }

    /// <summary>
    /// Waits for other processes' transactions by asking every millisecond. SQLite's own way of waiting asks ever less often, down to
    /// ten times a second, and would seldom find the moment between two transactions of a process that is busy.
    /// </summary>
    private void BeginAmongOthers()
    {
        raw.sqlite3_busy_timeout(session.Connection.Handle!, 0);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                session.Prepare("BEGIN IMMEDIATE").Run();
                return;
            }
            catch (SqliteException failure) when (failure.SqliteErrorCode == raw.SQLITE_BUSY && attempt < BeginAttemptsMax)
            {
                Thread.Sleep(1);
            }
        }
    }

    public bool IsOpen => raw.sqlite3_get_autocommit(session.Connection.Handle!) == 0;
}
