using System.Globalization;
using System.Text.Json;
using OrleansAgents.LoadTest;

namespace OrleansAgents.EndToEnd.Tests;

/// <summary>The whole load test against gateways that are right and wrong on purpose.</summary>
public sealed class LoadRunTests
{
    /// <summary>Every message of the plan by its text, which is where the fake gateway has its answers from.</summary>
    private static readonly LoadOptions Options = new() { Users = 4, Seconds = 1, WarmupSeconds = 0, Rate = 60, Drops = 0, DrainSeconds = 60, Seed = 5 };

    [Fact]
    public async Task Gateway_ThatIsRight_IsFoundRight()
    {
        var (result, _) = await RunAsync(Fault.None);

        Assert.True(result.IsRight, TextReport.Verdict(result));
        Assert.Equal(LoadPlan.Make(Options).Count, result.Messages);
        Assert.Equal(result.Messages, result.Outcomes["completed"]);
        Assert.Equal(result.Messages, result.ToCompleted.Count);
        Assert.Equal(7 * result.Messages, result.Events);
        Assert.True(result.ToFirstEvent.Percentile(50) <= result.ToCompleted.Percentile(50));
    }

    [Fact]
    public async Task Streams_CutAtRandom_AreResumedWithoutLossOrRepetition()
    {
        var (result, resumed) = await RunAsync(Fault.None, static options => options with { Drops = 0.3 });

        Assert.True(result.IsRight, TextReport.Verdict(result));
        Assert.True(result.Dropped > 20, $"Only {result.Dropped} streams were cut.");
        Assert.InRange(resumed, result.Dropped - Options.Users, result.Dropped);
    }

    [Theory]
    [InlineData(Fault.EventTwice, "order")]
    [InlineData(Fault.EventLost, "gap")]
    [InlineData(Fault.EventOfAnother, "foreign turn")]
    [InlineData(Fault.OtherNumber, "answer")]
    [InlineData(Fault.NoEnd, "turn")]
    public async Task Gateway_WithAFault_IsFoundOut(Fault fault, string rule)
    {
        // A turn that never ends is waited for as long as the options say.
        var (result, _) = await RunAsync(fault, options => fault == Fault.NoEnd ? options with { DrainSeconds = 2 } : options);

        Assert.False(result.IsRight);
        Assert.InRange(result.Wrong[rule], 1, int.MaxValue);
        Assert.Equal(fault == Fault.NoEnd, result.Unended >= Options.Users);
        Assert.Contains(rule, TextReport.Verdict(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_ThatRefuses_IsNotWrongButListed()
    {
        var (result, _) = await RunAsync(Fault.Refuses);

        Assert.True(result.IsRight, TextReport.Verdict(result));
        Assert.Equal(Options.Users, result.Refusals["429 urn:orleansagents:over-quota"]);
        Assert.Equal(result.Messages - Options.Users, result.Outcomes["completed"]);
    }

    [Fact]
    public async Task Reports_OfARun_SayTheSame()
    {
        var (result, _) = await RunAsync(Fault.OtherNumber);
        using StringWriter text = new();
        TextReport.Write(result, text);

        using var json = JsonDocument.Parse(JsonReport.Render(result));
        var html = HtmlReport.Render(result);

        Assert.Equal(result.Messages, json.RootElement.GetProperty("messages").GetInt32());
        Assert.False(json.RootElement.GetProperty("isRight").GetBoolean());
        Assert.Equal(result.ToCompleted.Percentile(99).TotalMilliseconds, json.RootElement.GetProperty("latency").GetProperty("completedTurn").GetProperty("p99").GetDouble());
        Assert.Contains(TextReport.Verdict(result), text.ToString(), StringComparison.Ordinal);
        Assert.Contains("no such number", html, StringComparison.Ordinal);
        Assert.Equal(3, html.Split("<svg ").Length - 1);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.3, 0.4)]
    [InlineData(5, 5)]
    [InlineData(5.1, 8)]
    [InlineData(100, 100)]
    [InlineData(101, 200)]
    public void Axis_EndsAtARoundNumber(double value, double end) => Assert.Equal(end, SvgPlot.NiceCeiling(value), 9);

    private static async Task<(LoadResult Result, int Resumed)> RunAsync(Fault fault, Func<LoadOptions, LoadOptions>? change = null)
    {
        var options = change?.Invoke(Options) ?? Options;
        var answers = LoadPlan.Make(options).GroupBy(static arrival => arrival.Message.Text).ToDictionary(static group => group.Key, static group => RightAnswer(group.First().Message.Expectation));
        await using var gateway = await FakeGateway.StartAsync(fault, text => answers[text]);
        var result = await LoadRun.RunAsync(options with { Target = gateway.Address, KeyFile = gateway.KeyFile }, TextWriter.Null);
        return (result, gateway.Resumed);
    }

    private static string RightAnswer(Expectation expectation)
        => string.Join(' ', expectation.Numbers.Select(static number => number.ToString(CultureInfo.InvariantCulture)).Concat(expectation.Words).Append("done"));
}
