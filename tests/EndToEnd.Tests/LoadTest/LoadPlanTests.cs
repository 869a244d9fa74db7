using System.Globalization;
using System.Text.RegularExpressions;
using OrleansAgents.LoadTest;

namespace OrleansAgents.EndToEnd.Tests;

public sealed partial class LoadPlanTests
{
    private static readonly LoadOptions Options = new() { Users = 50, Seconds = 100, WarmupSeconds = 20, Rate = 40, Seed = 3 };

    [Fact]
    public void Plan_OfOneSeed_IsAlwaysTheSame()
    {
        var first = LoadPlan.Make(Options).Select(static arrival => (arrival.At, arrival.User, arrival.Message.Text)).ToList();

        Assert.Equal(first, LoadPlan.Make(Options).Select(static arrival => (arrival.At, arrival.User, arrival.Message.Text)));
        Assert.NotEqual(first, LoadPlan.Make(Options with { Seed = 4 }).Select(static arrival => (arrival.At, arrival.User, arrival.Message.Text)));
    }

    [Fact]
    public void Plan_IsAPoissonProcess()
    {
        var plan = LoadPlan.Make(Options);

        // 4,800 messages are expected, with a deviation of 69; gaps of an exponential distribution deviate by as much as their mean.
        Assert.InRange(plan.Count, 4_500, 5_100);
        var gaps = plan.Zip(plan.Skip(1), static (one, next) => (next.At - one.At).TotalSeconds).ToList();
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
        Assert.InRange(deviation / mean, 0.9, 1.1);
        Assert.All(gaps, static gap => Assert.True(gap >= 0));
        Assert.Equal(Enumerable.Range(0, 50), plan.Select(static arrival => arrival.User).Distinct().Order());
        Assert.All(plan, static arrival => Assert.Equal(arrival.At >= TimeSpan.FromSeconds(20), arrival.IsMeasured));
    }

    [Fact]
    public void Corpus_HasAllKindsInBothLanguages()
    {
        var messages = LoadPlan.Make(Options).Select(static arrival => arrival.Message).ToList();

        Assert.Equal(
            ["dish", "greeting", "out of scope", "route", "split"], messages.Where(static message => message.Language == "en").Select(static message => message.Kind).Distinct().Order());
        Assert.Equal(5, messages.Where(static message => message.Language == "zh-CN").Select(static message => message.Kind).Distinct().Count());
    }

    [Fact]
    public void Split_ExpectsSharesThatAddUpToTheAmount()
    {
        foreach (var message in LoadPlan.Make(Options).Select(static arrival => arrival.Message).Where(static message => message.Kind == "split"))
        {
            var numbers = NumberPattern().Matches(message.Text).Select(static match => decimal.Parse(match.Value, CultureInfo.InvariantCulture)).ToList();
            var (amount, people) = (numbers[0], (int)numbers[1]);
            var shares = message.Expectation.Numbers.Skip(1).ToList();

            Assert.Equal(people, message.Expectation.Numbers[0]);
            Assert.Contains(Enumerable.Range(0, people), more => (shares[0] * (people - more)) + (shares[^1] * more) == amount);
            Assert.InRange(shares[^1] - shares[0], 0m, 0.01m);
        }
    }

    [Theory]
    [InlineData("360 元由 5 人平分，每人 72 元。", true)]
    [InlineData("¥72.00 each", true)]
    [InlineData("¥1,072", false)]
    [InlineData("172 元", false)]
    [InlineData("72.5 元", false)]
    [InlineData("0.72", false)]
    [InlineData("", false)]
    public void Expectation_OfANumber_FindsItAsANumber(string answer, bool isRight)
        => Assert.Equal(isRight, new Expectation([72], []).WrongWith(answer) is null);

    [Theory]
    [InlineData("From Hangzhou East Railway Station to west lake", true)]
    [InlineData("To West Lake", false)]
    public void Expectation_OfWords_NeedsAllOfThem(string answer, bool isRight)
        => Assert.Equal(isRight, new Expectation([], ["Hangzhou East", "West Lake"]).WrongWith(answer) is null);

    [Fact]
    public void Expectation_GroupedNumber_IsOneNumber()
    {
        Assert.Null(new Expectation([12345.67m], []).WrongWith("¥12,345.67"));
        Assert.NotNull(new Expectation([345.67m], []).WrongWith("¥12,345.67"));
        Assert.NotNull(Expectation.AnyAnswer.WrongWith(" \n"));
    }

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex NumberPattern();
}
