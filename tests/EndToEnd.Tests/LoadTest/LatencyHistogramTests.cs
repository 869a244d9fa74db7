using OrleansAgents.LoadTest;

namespace OrleansAgents.EndToEnd.Tests;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentile_OfNothing_IsZero()
    {
        LatencyHistogram histogram = new();

        Assert.Equal((0L, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), (histogram.Count, histogram.Percentile(50), histogram.Max, histogram.Mean));
    }

    [Fact]
    public void Percentile_OfOneValue_IsThatValue()
    {
        LatencyHistogram histogram = new();
        histogram.Record(TimeSpan.FromMicroseconds(123_457));

        foreach (var percentile in new double[] { 0, 50, 100 })
        {
            Assert.Equal(TimeSpan.FromMicroseconds(123_457), histogram.Percentile(percentile));
        }

        Assert.Equal(TimeSpan.FromMicroseconds(123_457), histogram.Mean);
    }

    [Fact]
    public void Percentile_OfSmallValues_IsExact()
    {
        LatencyHistogram histogram = new();
        for (var value = 100; value >= 1; value--)
        {
            histogram.Record(TimeSpan.FromMicroseconds(value));
        }

        Assert.Equal(TimeSpan.FromMicroseconds(50), histogram.Percentile(50));
        Assert.Equal(TimeSpan.FromMicroseconds(99), histogram.Percentile(99));
        Assert.Equal(TimeSpan.FromMicroseconds(100), histogram.Percentile(99.9));
        Assert.Equal(TimeSpan.FromMicroseconds(1), histogram.Percentile(0));
        Assert.Equal(100, histogram.Count);
    }

    [Fact]
    public void Percentile_OfManyValues_IsAtMostEightTenthsOfAPercentAboveTheTrueOne()
    {
        Random random = new(7);
        LatencyHistogram histogram = new();
        var values = Enumerable.Range(0, 50_000).Select(_ => (long)Math.Exp(random.NextDouble() * 20)).Order().ToList();
        values.ForEach(value => histogram.Record(TimeSpan.FromMicroseconds(value)));

        foreach (var percentile in new[] { 1, 10, 50, 90, 99, 99.9, 100 })
        {
            var exact = values[(int)Math.Ceiling(values.Count * percentile / 100) - 1];
            Assert.InRange(histogram.Percentile(percentile).TotalMicroseconds, exact, (exact * 1.008) + 1);
        }
    }

    [Fact]
    public void Record_OutOfRange_IsKeptAtTheEdge()
    {
        LatencyHistogram histogram = new();
        histogram.Record(TimeSpan.FromSeconds(-1));
        histogram.Record(TimeSpan.MaxValue);

        Assert.Equal(TimeSpan.Zero, histogram.Percentile(50));
        Assert.True(histogram.Percentile(100) > TimeSpan.FromDays(12));
        Assert.Equal(2, histogram.Count);
    }
}
