using System.Globalization;
using Orleans.Runtime;
using Orleans.Runtime.Reminders;

namespace OrleansAgents.Storage;

/// <summary>Reads of the table of reminders.</summary>
internal static class ReminderTable
{
    private const string Columns = "grain_id, name, first_tick_at, period, due_at, etag";
    private const string SelectOne = $"SELECT {Columns} FROM reminder WHERE grain_id = ?1 AND name = ?2";
    private const string SelectOfGrain = $"SELECT {Columns} FROM reminder WHERE grain_id = ?1 ORDER BY name";
    private const string SelectDue = $"SELECT {Columns} FROM reminder WHERE due_at <= ?1 ORDER BY due_at, grain_id, name";

    public static ReminderRow? Read(SqliteSession session, GrainId grainId, string name)
        => All(session.Prepare(SelectOne).Bind(1, grainId.ToString()).Bind(2, name)).FirstOrDefault();

    public static IReadOnlyList<ReminderRow> Read(SqliteSession session, GrainId grainId)
        => All(session.Prepare(SelectOfGrain).Bind(1, grainId.ToString())).ToList();

    public static ReminderPage ReadDue(SqliteSession session, ReminderQuery query)
    {
        List<ReminderRow> rows = [];
        foreach (var row in All(session.Prepare(SelectDue).Bind(1, query.Until.UtcTicks)).Where(row => query.IsWanted(row.GrainId)))
        {
            if (rows.Count == query.MaxRows)
            {
                return new ReminderPage(rows, IsComplete: false);
            }

            rows.Add(row);
        }

        return new ReminderPage(rows, IsComplete: true);
    }

    private static IEnumerable<ReminderRow> All(SqliteStatement statement)
    {
        try
        {
            while (statement.Step())
            {
                yield return new ReminderRow(
                    GrainId.Parse(statement.Text(0)),
                    statement.Text(1),
                    new DateTimeOffset(statement.Int64(2), TimeSpan.Zero),
                    StoredPeriod.ToPeriod(statement.Int64(3)),
                    new DateTimeOffset(statement.Int64(4), TimeSpan.Zero),
                    statement.Int64(5).ToString(CultureInfo.InvariantCulture));
            }
        }
        finally
        {
            // The reader may stop early; an open statement would keep the log from being written back.
            statement.Reset();
        }
    }
}

/// <summary>Inserts or replaces a reminder.</summary>
internal sealed class ReminderUpsert(ReminderRow row) : SqliteWrite
{
    private const string Sql =
        """
        INSERT INTO reminder (grain_id, name, first_tick_at, period, due_at, etag) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO UPDATE SET first_tick_at = ?3, period = ?4, due_at = ?5, etag = ?6
        """;

    public string? ETag { get; private set; }

    public override void Apply(SqliteTransactionScope transaction)
    {
        var number = transaction.NextNumber();
        transaction.Session.Prepare(Sql)
            .Bind(1, row.GrainId.ToString()).Bind(2, row.Name).Bind(3, row.FirstTickAt.UtcTicks)
            .Bind(4, StoredPeriod.Of(row.Period)).Bind(5, row.DueAt.UtcTicks).Bind(6, number).Run();
        ETag = number.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>Removes a reminder if its registration is the expected one.</summary>
internal sealed class ReminderRemoval(GrainId grainId, string name, string etag) : SqliteWrite
{
    private const string Sql = "DELETE FROM reminder WHERE grain_id = ?1 AND name = ?2 AND etag = ?3";

    public bool HasChanged { get; private set; }

    public override void Apply(SqliteTransactionScope transaction)
        => HasChanged = long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && transaction.Session.Prepare(Sql).Bind(1, grainId.ToString()).Bind(2, name).Bind(3, number).Run() == 1;
}

/// <summary>Moves a reminder's due time if neither it nor the registration has changed.</summary>
internal sealed class ReminderMove(ReminderRow row, DateTimeOffset dueAt) : SqliteWrite
{
    private const string Sql = "UPDATE reminder SET due_at = ?5 WHERE grain_id = ?1 AND name = ?2 AND etag = ?3 AND due_at = ?4";

    public bool HasChanged { get; private set; }

    public override void Apply(SqliteTransactionScope transaction)
        => HasChanged = long.TryParse(row.ETag, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && transaction.Session.Prepare(Sql).Bind(1, row.GrainId.ToString()).Bind(2, row.Name).Bind(3, number).Bind(4, row.DueAt.UtcTicks).Bind(5, dueAt.UtcTicks).Run() == 1;
}
