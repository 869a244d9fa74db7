using System.Diagnostics.Metrics;

namespace OrleansAgents.Storage;

/// <summary>How databases are used by this process. Writes divided by commits is how many writes share a round trip and a flush.</summary>
internal static class PostgresMetrics
{
    private static readonly Meter Meter = new(SqliteMetrics.MeterName);

    public static readonly Counter<long> Commits = Meter.CreateCounter<long>("orleansagents.postgres.commits", "{transaction}", "Transactions committed by writers.");

    public static readonly Counter<long> Writes = Meter.CreateCounter<long>("orleansagents.postgres.writes", "{write}", "Writes in committed transactions.");

    public static readonly Counter<long> Conflicts = Meter.CreateCounter<long>("orleansagents.postgres.conflicts", "{write}", "Writes refused for their ETag, sequence number or key.");

    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("orleansagents.postgres.refused", "{operation}", "Operations refused because a queue was full.");

    public static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>("orleansagents.postgres.batch_size", "{write}", "Writes that shared a transaction.");
}
