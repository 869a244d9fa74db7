using OrleansAgents.Grains.Users;

namespace OrleansAgents.Assistant.Tests.Users;

public sealed class TokenBucketTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Take_BurstUsedUp_SaysHowLongToWait()
    {
        TokenBucket bucket = new(burst: 2, perSecond: 0.5, Start);

        Assert.Equal(TimeSpan.Zero, bucket.Take(Start));
        Assert.Equal(TimeSpan.Zero, bucket.Take(Start));
        Assert.Equal(TimeSpan.FromSeconds(2), bucket.Take(Start));
        Assert.Equal(TimeSpan.Zero, bucket.Take(Start.AddSeconds(2)));
    }

    [Fact]
    public void Take_AfterALongRest_GivesNoMoreThanTheBurst()
    {
        TokenBucket bucket = new(burst: 1, perSecond: 1, Start);

        Assert.Equal(TimeSpan.Zero, bucket.Take(Start.AddDays(1)));
        Assert.NotEqual(TimeSpan.Zero, bucket.Take(Start.AddDays(1)));
    }

    [Fact]
    public void Take_ClockSetBack_FillsNothingAndTakesNothingAway()
    {
        TokenBucket bucket = new(burst: 1, perSecond: 1, Start);
        bucket.Take(Start);

        Assert.NotEqual(TimeSpan.Zero, bucket.Take(Start.AddHours(-1)));
        Assert.Equal(TimeSpan.Zero, bucket.Take(Start.AddHours(-1).AddSeconds(1)));
    }
}
