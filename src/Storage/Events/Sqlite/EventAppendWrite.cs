namespace OrleansAgents.Storage;

/// <summary>
/// Appends to a stream. The conditional change of the stream's own row comes before its events: whoever finds it at another
/// sequence number is refused there, and all that the append has done so far is taken back.
/// </summary>
internal sealed class EventAppendWrite(EventAppend append) : SqliteWrite
{
    private const string Bear =
        """
        INSERT INTO event_stream (name, owner, title, created_at, updated_at, last_sequence, events, snapshot)
        VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?5, ?6) ON CONFLICT DO NOTHING RETURNING id, events
        """;

    private const string Advance =
        """
        UPDATE event_stream
        SET last_sequence = last_sequence + ?3, events = events + ?3 - ?4, updated_at = ?5, title = coalesce(?6, title), snapshot = coalesce(?7, snapshot)
        WHERE name = ?1 AND last_sequence = ?2 RETURNING id, events
        """;

    private const string Fold = "DELETE FROM event WHERE stream = (SELECT id FROM event_stream WHERE name = ?1) AND sequence BETWEEN ?2 AND ?3 AND kind = ?4";

    private const string Insert =
        "INSERT INTO event (stream, sequence, kind, at, data, key) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (stream, key) WHERE key IS NOT NULL DO NOTHING";

    /// <summary>The events as they are stored.</summary>
    public IReadOnlyList<StoredEvent> Stored { get; private set; } = [];

    public override bool HasSeveralStatements => true;

    public override void Apply(SqliteTransactionScope transaction)
    {
        var stream = append.Birth is { } birth ? BindBirth(transaction, birth) : BindAdvance(transaction, FoldAway(transaction.Session));
        if (!stream.Step())
        {
            Refusal = new EventSequenceException(append.Stream, append.ExpectedSequence, EventStreamTable.ReadPosition(transaction.Session, append.Stream));
            return;
        }

        var (id, events) = (stream.Int64(0), stream.Int64(1));
        stream.Reset();
        if (events > EventLogLimits.StreamEventsMax)
        {
            Refusal = EventLogChecks.TooManyEvents(append.Stream, events);
            return;
        }

        InsertEvents(transaction, id);
    }

    private int FoldAway(SqliteSession session)
        => append.Fold is { } fold ? session.Prepare(Fold).Bind(1, append.Stream).Bind(2, fold.FirstSequence).Bind(3, fold.LastSequence).Bind(4, fold.Kind).Run() : 0;

    private SqliteStatement BindBirth(SqliteTransactionScope transaction, StreamBirth birth)
        => transaction.Session.Prepare(Bear)
            .Bind(1, append.Stream).Bind(2, birth.Owner).Bind(3, append.Title ?? birth.Title).Bind(4, transaction.NowMilliseconds).Bind(5, append.Events.Count).Bind(6, append.Snapshot);

    private SqliteStatement BindAdvance(SqliteTransactionScope transaction, int folded)
        => transaction.Session.Prepare(Advance)
            .Bind(1, append.Stream).Bind(2, append.ExpectedSequence).Bind(3, append.Events.Count).Bind(4, folded)
            .Bind(5, transaction.NowMilliseconds).BindText(6, append.Title).Bind(7, append.Snapshot);

    private void InsertEvents(SqliteTransactionScope transaction, long id)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(transaction.NowMilliseconds);
        var insert = transaction.Session.Prepare(Insert);
        var stored = new StoredEvent[append.Events.Count];
        for (var i = 0; i < stored.Length; i++)
        {
            var item = append.Events[i];
            stored[i] = new StoredEvent(append.ExpectedSequence + 1 + i, item.Kind, at, item.Data);
            var inserted = insert.Bind(1, id).Bind(2, stored[i].Sequence).Bind(3, item.Kind).Bind(4, transaction.NowMilliseconds).Bind(5, item.Data).BindText(6, item.Key).Run();
            if (inserted == 0)
            {
                Refusal = new EventKeyException(append.Stream, item.Key!);
                return;
            }
        }

        Stored = stored;
    }
}
