using System.Globalization;
using Orleans.Runtime;
using Orleans.Runtime.Membership;

namespace OrleansAgents.Storage;

/// <summary>Reads of the membership tables.</summary>
internal static class ClusterRows
{
    private const string SelectView = "SELECT version, change_id, members FROM cluster WHERE cluster_id = ?1";
    private const string SelectSilo = "SELECT incarnation, host_id, beat, state FROM silo WHERE cluster_id = ?1 AND address = ?2";

    /// <summary>On a reader the view and the rows are statements of their own, so they are put into one transaction.</summary>
    public static ClusterSnapshot ReadAtOnce(SqliteSession session, string cluster)
    {
        session.Prepare("BEGIN").Run();
        try
        {
            return Read(session, cluster);
        }
        finally
        {
            session.Prepare("COMMIT").Run();
        }
    }

    public static ClusterSnapshot Read(SqliteSession session, string cluster)
    {
        var statement = session.Prepare(SelectView).Bind(1, cluster);
        if (!statement.Step())
        {
            return ClusterSnapshot.Empty;
        }

        var view = ClusterViewJson.Read(statement.Int64(0), statement.Text(2));
        var changeId = Guid.Parse(statement.Text(1), CultureInfo.InvariantCulture);
        statement.Reset();
        return new ClusterSnapshot(view, changeId, [.. view.Members.Select(member => Find(session, cluster, member.Address)).OfType<SiloRow>()]);
    }

    public static SiloRow? Find(SqliteSession session, string cluster, SiloAddress silo)
    {
        var statement = session.Prepare(SelectSilo).Bind(1, cluster).Bind(2, silo.ToParsableString());
        if (!statement.Step())
        {
            return null;
        }

        SiloRow found = new(silo, Guid.Parse(statement.Text(0), CultureInfo.InvariantCulture), statement.Text(1), statement.Int64(2), (SiloRowState)statement.Int64(3));
        statement.Reset();
        return found;
    }
}

/// <summary>Makes the cluster if it does not exist, and reads its constants.</summary>
internal sealed class ClusterOpening(string cluster, ClusterConstants constants) : SqliteWrite
{
    private const string Insert =
        "INSERT INTO cluster (cluster_id, shards, lease, clock_rate_error, guard, version, change_id, members) VALUES (?1, ?2, ?3, CAST(?4 AS REAL), ?5, 0, ?6, '[]') ON CONFLICT DO NOTHING";

    private const string Select = "SELECT shards, lease, CAST(clock_rate_error AS TEXT), guard FROM cluster WHERE cluster_id = ?1";

    public ClusterConstants Stored { get; private set; } = null!;

    public override void Apply(SqliteTransactionScope transaction)
    {
        transaction.Session.Prepare(Insert)
            .Bind(1, cluster).Bind(2, constants.Shards).Bind(3, constants.Lease.Ticks).Bind(4, constants.ClockRateError.ToString("R", CultureInfo.InvariantCulture))
            .Bind(5, constants.Guard.Ticks).Bind(6, Guid.Empty.ToString()).Run();
        var statement = transaction.Session.Prepare(Select).Bind(1, cluster);
        statement.Step();
        Stored = new ClusterConstants(
            (int)statement.Int64(0), new TimeSpan(statement.Int64(1)), double.Parse(statement.Text(2), CultureInfo.InvariantCulture), new TimeSpan(statement.Int64(3)));
        statement.Reset();
    }
}

/// <summary>Raises a silo's beat, if it may renew, and reads afterwards.</summary>
internal sealed class ClusterRenewalWrite(string cluster, SiloAddress silo, Guid incarnation) : SqliteWrite
{
    private const string Sql = "UPDATE silo SET beat = beat + 1 WHERE cluster_id = ?1 AND address = ?2 AND incarnation = ?3 AND state = 0";

    public ClusterRenewal Result { get; private set; } = null!;

    public override void Apply(SqliteTransactionScope transaction)
    {
        var isRenewed = transaction.Session.Prepare(Sql).Bind(1, cluster).Bind(2, silo.ToParsableString()).Bind(3, incarnation.ToString()).Run() == 1;
        Result = new ClusterRenewal(isRenewed, ClusterRows.Read(transaction.Session, cluster));
    }
}

/// <summary>Replaces the view, if all conditions hold. They are looked at before anything is changed.</summary>
internal sealed class ClusterChangeWrite(string cluster, ClusterChange change) : SqliteWrite
{
    private const string Insert = "INSERT INTO silo (cluster_id, address, incarnation, host_id, beat, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    private const string Stop = "UPDATE silo SET state = 2 WHERE cluster_id = ?1 AND address = ?2";
    private const string Replace = "UPDATE cluster SET version = ?2, change_id = ?3, members = ?4 WHERE cluster_id = ?1";
    private const string SelectVersion = "SELECT version FROM cluster WHERE cluster_id = ?1";

    public bool HasChanged { get; private set; }

    public override bool HasSeveralStatements => true;

    public override void Apply(SqliteTransactionScope transaction)
    {
        var session = transaction.Session;
        if (!Holds(session))
        {
            return;
        }

        if (change.Joining is { } row)
        {
            session.Prepare(Insert).Bind(1, cluster).Bind(2, row.Address.ToParsableString()).Bind(3, row.Incarnation.ToString()).Bind(4, row.HostId).Bind(5, row.Beat).Bind(6, (long)row.State).Run();
        }

        foreach (var silo in change.Stopped)
        {
            session.Prepare(Stop).Bind(1, cluster).Bind(2, silo.ToParsableString()).Run();
        }

        session.Prepare(Replace).Bind(1, cluster).Bind(2, change.Next.Version).Bind(3, change.ChangeId.ToString()).Bind(4, ClusterViewJson.Write(change.Next)).Run();
        HasChanged = true;
    }

    private bool Holds(SqliteSession session)
        => VersionOf(session) == change.Next.Version - 1
            && (change.Joining is null || ClusterRows.Find(session, cluster, change.Joining.Address) is null)
            && change.Beats.All(beat => ClusterRows.Find(session, cluster, beat.Silo)?.Beat == beat.Beat);

    private long? VersionOf(SqliteSession session)
    {
        var statement = session.Prepare(SelectVersion).Bind(1, cluster);
        if (!statement.Step())
        {
            return null;
        }

        var version = statement.Int64(0);
        statement.Reset();
        return version;
    }
}

/// <summary>Takes a row from active to revoked, if that of the silo which asks for it is active.</summary>
internal sealed class SiloRevocationWrite(string cluster, SiloAddress silo, SiloAddress by) : SqliteWrite
{
    private const string Sql =
        "UPDATE silo SET state = 1 WHERE cluster_id = ?1 AND address = ?2 AND state = 0 AND EXISTS (SELECT 1 FROM silo WHERE cluster_id = ?1 AND address = ?3 AND state = 0)";

    public override void Apply(SqliteTransactionScope transaction)
        => transaction.Session.Prepare(Sql).Bind(1, cluster).Bind(2, silo.ToParsableString()).Bind(3, by.ToParsableString()).Run();
}

/// <summary>Takes the row of an incarnation to stopped.</summary>
internal sealed class SiloStopWrite(string cluster, SiloAddress silo, Guid incarnation) : SqliteWrite
{
    private const string Sql = "UPDATE silo SET state = 2 WHERE cluster_id = ?1 AND address = ?2 AND incarnation = ?3";

    public override void Apply(SqliteTransactionScope transaction)
        => transaction.Session.Prepare(Sql).Bind(1, cluster).Bind(2, silo.ToParsableString()).Bind(3, incarnation.ToString()).Run();
}
