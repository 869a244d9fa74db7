namespace OrleansAgents.Storage;

/// <summary>Gives a stream another title.</summary>
internal sealed class EventStreamRename(string stream, string title) : SqliteWrite
{
    private const string Sql = "UPDATE event_stream SET title = ?2 WHERE name = ?1";

    public bool IsFound { get; private set; }

    public override void Apply(SqliteTransactionScope transaction)
        => IsFound = transaction.Session.Prepare(Sql).Bind(1, stream).Bind(2, title).Run() == 1;
}

/// <summary>Removes a stream with its events. The longest stream takes the writer some hundred milliseconds, which other writes wait for.</summary>
internal sealed class EventStreamRemoval(string stream) : SqliteWrite
{
    private const string DeleteEvents = "DELETE FROM event WHERE stream = (SELECT id FROM event_stream WHERE name = ?1)";
    private const string DeleteStream = "DELETE FROM event_stream WHERE name = ?1";

    public bool IsFound { get; private set; }

    public override bool HasSeveralStatements => true;

    public override void Apply(SqliteTransactionScope transaction)
    {
        transaction.Session.Prepare(DeleteEvents).Bind(1, stream).Run();
        IsFound = transaction.Session.Prepare(DeleteStream).Bind(1, stream).Run() == 1;
    }
}
