using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.Weak;

public sealed class CallPlanTests
{
    private static readonly WeakEngineOptions Options = new() { NeverArrives = 0.1, ArrivesLate = 0.1, LosesAnswer = 0.1, IsHeld = 0.3, Splits = 0.2 };

    [Fact]
    public void Plan_OfTheSameCallAndSeed_IsTheSame()
    {
        for (var count = 0; count < 1000; count++) Assert.Equal(CallPlan.Of(Options, "grain/a", "Go", count), CallPlan.Of(Options, "grain/a", "Go", count));
    }

    [Fact]
    public void Plans_OfAnotherSeed_Differ()
    {
        var differing = Enumerable.Range(0, 1000).Count(count => CallPlan.Of(Options, "grain/a", "Go", count) != CallPlan.Of(Options with { Seed = 2 }, "grain/a", "Go", count));
        Assert.InRange(differing, 300, 1000);
    }

    [Fact]
    public void Plan_OfKnownCalls_StaysWhatItWas()
    {
        // A change of the draw would change what every seed that ever failed means.
        var fates = string.Concat(Enumerable.Range(0, 20).Select(count => (int)CallPlan.Of(Options, "grain/a", "Go", count).Fate));
        Assert.Equal("02000030023210000032", fates);
    }

    [Theory]
    [InlineData(CallFate.NeverArrives)]
    [InlineData(CallFate.ArrivesLate)]
    [InlineData(CallFate.AnswerIsLost)]
    internal void Fates_OfManyCalls_HaveTheirShares(CallFate fate)
    {
        var found = Enumerable.Range(0, 5000).Count(count => CallPlan.Of(Options, "grain/a", "Go", count).Fate == fate);

        // Five hundred expected, with a standard deviation of twenty-one.
        Assert.InRange(found, 370, 630);
    }

    [Fact]
    public void Plan_WithoutWeakness_LetsCallsPass()
    {
        for (var count = 0; count < 1000; count++)
        {
            var plan = CallPlan.Of(WeakEngineOptions.None, "grain/a", "Go", count);
            Assert.Equal((CallFate.Passes, 0, 0), (plan.Fate, plan.OvertakenBy, plan.SplitCalls));
        }
    }

    [Fact]
    public void Seeds_FromTheEnvironment_ReplaceAllOthers()
    {
        Assert.Equal([1, 2, 3], WeakEngine.Seeds(3, _ => null));
        Assert.Equal(60, WeakEngine.Seeds(3, name => name == "ORLEANSAGENTS_VERIFY" ? "1" : null).Count());
        Assert.Equal([77], WeakEngine.Seeds(3, name => name == "ORLEANSAGENTS_SEED" ? "77" : null));
    }
}
