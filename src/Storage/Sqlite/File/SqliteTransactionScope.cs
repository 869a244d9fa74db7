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
    private string? _now;

    public SqliteSession Session => session;

    /// <summary>The time of this transaction, UTC, as it is stored.</summary>
    public string Now => _now ??= time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

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
