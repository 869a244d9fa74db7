using System.Globalization;

namespace OrleansAgents.Storage;

/// <summary>
/// What a write sees of the transaction that it shares. ETags are numbers from one sequence for the whole file, so none is ever used
/// twice; the last one is stored once a transaction.
/// </summary>
internal sealed class SqliteTransactionScope(SqliteSession session, TimeProvider time)
{
    private const string ReadSequence = "SELECT last FROM sequence";
    private const string StoreSequence = "UPDATE sequence SET last = ?1";

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
        _stored = _last = statement.Int64(0);
        statement.Reset();
    }

    public void Begin()
    {
        _time = null;
        _now = null;
        session.Prepare("BEGIN IMMEDIATE").Run();
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

    public bool IsOpen => SQLitePCL.raw.sqlite3_get_autocommit(session.Connection.Handle!) == 0;
}
