using OrleansAgents.LoadTest;

namespace OrleansAgents.EndToEnd.Tests;

public sealed class TargetMetricsTests
{
    private const string Text =
        """
        # HELP orleansagents_sqlite_writes_total Writes.
        # TYPE orleansagents_sqlite_writes_total counter
        orleansagents_sqlite_writes_total{file="assistant.db"} 40
        orleansagents_sqlite_writes_total{file="a } b {\"c\"} 7"} 2
        process_cpu_seconds_total 1.25e1
        with_timestamp 3 1700000000000
        not_a_number NaN?
        """;

    [Fact]
    public void Parse_SeriesOfOneName_AreAddedUp()
    {
        var metrics = TargetMetrics.Parse(Text);

        Assert.Equal(42, metrics[TargetMetrics.StorageWrites]);
        Assert.Equal(12.5, metrics[TargetMetrics.CpuSeconds]);
        Assert.Equal(3, metrics["with_timestamp"]);
        Assert.Null(metrics["not_a_number"]);
        Assert.Null(metrics["orleansagents_sqlite_writes"]);
    }

    [Fact]
    public void Since_ACounterThatAppearsLater_BeganAtZero()
    {
        var now = TargetMetrics.Parse(Text);

        Assert.Equal(42, now.Since(TargetMetrics.Parse(""), TargetMetrics.StorageWrites));
        Assert.Equal(2.5, now.Since(TargetMetrics.Parse("process_cpu_seconds_total 10"), TargetMetrics.CpuSeconds));
        Assert.Null(now.Since(now, TargetMetrics.StorageReads));
    }
}
