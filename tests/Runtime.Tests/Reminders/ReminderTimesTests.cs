using Orleans.Runtime;
using Orleans.Runtime.Reminders;

namespace OrleansAgents.Runtime.Tests.Reminders;

public sealed class ReminderTimesTests
{
    private static readonly DateTimeOffset First = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ReminderRow Hourly = new(GrainId.Create("g", "1"), "r", First, TimeSpan.FromHours(1), First, "1");

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 3600)]
    [InlineData(1, 3600)]
    [InlineData(3599, 3600)]
    [InlineData(3600, 7200)]
    [InlineData(36_001, 39_600)]
    public void NextTick_IsTheFirstWholePeriodAfterNow(int nowSeconds, int expectedSeconds)
        => Assert.Equal(First.AddSeconds(expectedSeconds), ReminderTimes.NextTick(Hourly, First.AddSeconds(nowSeconds)));

    [Fact]
    public void NextTick_BeyondTheCalendar_IsItsEnd()
        => Assert.Equal(DateTimeOffset.MaxValue, ReminderTimes.NextTick(Hourly with { Period = TimeSpan.FromDays(3_000_000) }, First));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(100, 200)]
    [InlineData(1000, 1300)]
    [InlineData(3500, 3600)]
    [InlineData(3601, 3602)]
    public void NextAttempt_WaitsAsLongAsItHasFailed_WithinLimits(int nowSeconds, int expectedSeconds)
        => Assert.Equal(First.AddSeconds(expectedSeconds), ReminderTimes.NextAttempt(Hourly, First.AddSeconds(nowSeconds)));

    [Fact]
    public void NextAttempt_OfAOneShot_GoesOnForEver()
    {
        var once = Hourly with { Period = Timeout.InfiniteTimeSpan };

        Assert.Equal(First.AddSeconds(1), ReminderTimes.NextAttempt(once, First));
        Assert.Equal(First.AddDays(9).AddMinutes(5), ReminderTimes.NextAttempt(once, First.AddDays(9)));
    }
}
