using System.Diagnostics.Metrics;

namespace OrleansAgents.Storage;

/// <summary>How the files of this process are used. Writes divided by commits is how many writes share one flush.</summary>
internal static class SqliteMetrics
{
    public const string MeterName = "OrleansAgents.Storage";

    private static readonly Meter Meter = new(MeterName);

    public static readonly Counter<long> Commits = Meter.CreateCounter<long>("orleansagents.sqlite.commits", "{transaction}", "Transactions committed.");

    public static readonly Counter<long> Writes = Meter.CreateCounter<long>("orleansagents.sqlite.writes", "{write}", "Writes in committed transactions.");

    public static readonly Counter<long> Reads = Meter.CreateCounter<long>("orleansagents.sqlite.reads", "{read}", "Reads executed.");

    public static readonly Counter<long> Appends = Meter.CreateCounter<long>("orleansagents.events.appends", "{append}", "Appends to streams of events that are durable.");

    public static readonly Counter<long> AppendedEvents = Meter.CreateCounter<long>("orleansagents.events.appended", "{event}", "Events in those appends.");

    public static readonly Counter<long> Conflicts = Meter.CreateCounter<long>("orleansagents.sqlite.conflicts", "{write}", "Writes refused for their ETag, sequence number or key.");

    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("orleansagents.sqlite.refused", "{operation}", "Operations refused because a queue was full.");

    public static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>("orleansagents.sqlite.batch_size", "{write}", "Writes that shared a transaction.");
}
