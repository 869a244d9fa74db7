using OrleansAgents.Connectors.Model;

namespace OrleansAgents.Assistant.Tests.Model;

public sealed class ClaimCheckTests
{
    private const string Told = """{"price":{"amount":1280.00},"minutes":36,"at":"2026-11-22T19:30:00+08:00","note":"三十分钟"}""";

    [Theory]
    [InlineData("It costs 1,280 yuan and takes 36 minutes.")]
    [InlineData("价格 ¥1280.00，大约 ３６ 分钟。")]
    [InlineData("19:30 到，三十分钟后出发。")]
    [InlineData("1. First this.\n2. Then that.")]
    [InlineData("我们一起走一走吧。")]
    [InlineData("I have not booked anything; you can book it yourself.")]
    [InlineData("我还没有预订，需要你自己下单。")]
    public void Sentence_ThatSaysWhatWasTold_Passes(string sentence) => Assert.Null(Check().FindProblem(sentence));

    [Theory]
    [InlineData("It costs 1,281 yuan.", "a number")]
    [InlineData("It costs 12.80 yuan.", "a number")]
    [InlineData("大约五百元。", "a number")]
    [InlineData("I have booked it for you.", "a deed")]
    [InlineData("Your room has been reserved.", "a deed")]
    [InlineData("已为您预订成功。", "a deed")]
    [InlineData("支付成功！", "a deed")]
    [InlineData("See https://evil.example.", "a link")]
    [InlineData("![x](y)", "a link")]
    [InlineData("<img src=x>", "a link")]
    public void Sentence_ThatClaimsMore_IsRefused(string sentence, string problem) => Assert.Equal(problem, Check().FindProblem(sentence));

    private static ClaimCheck Check()
    {
        ClaimCheck check = new();
        check.Learn(Told);
        return check;
    }
}
