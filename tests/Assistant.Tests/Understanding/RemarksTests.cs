using System.Collections.Immutable;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;
using OrleansAgents.Grains.Understanding.Routing;

namespace OrleansAgents.Assistant.Tests.Understanding;

public sealed class RemarksTests
{
    private static readonly Verdict Asked = Verdict.Nothing with { Skills = [new ScoredSkill(new SkillRef("kitchen", "energy"), 0.9)] };

    [Theory]
    [InlineData("我在减肥，", "这道菜热量高吗")]
    [InlineData("最近我胃口不太好，", "做个清淡的菜")]
    [InlineData("家里来了客人，", "四个人吃的麻婆豆腐")]
    [InlineData("i'm on a diet, ", "how many calories has this")]
    [InlineData("my parents are here, ", "ingredients for mapo tofu")]
    [InlineData("ingredients for mapo tofu. ", "my parents are here")]
    public void Remark_BesideARequest_BelongsToIt(string first, string second)
    {
        var text = first + second;
        var isRemarkFirst = !first.StartsWith("ingredients", StringComparison.Ordinal);

        var part = Assert.Single(Remarks.Join(Parts(first, second, isRemarkFirst), text));

        Assert.Equal((0, text.Length, Asked), (part.Start, part.End, part.Verdict));
    }

    [Theory]
    [InlineData("讲个笑话，", "这道菜热量高吗")]
    [InlineData("我想听个笑话，", "这道菜热量高吗")]
    [InlineData("我牙疼，", "顺便看看这道菜热量高吗")]
    [InlineData("i want to hear a joke, ", "how many calories has this")]
    [InlineData("what is love, ", "how many calories has this")]
    [InlineData("my son wants a haircut, ", "how many calories has this")]
    [InlineData("孩子想剪头发，", "这道菜热量高吗")]
    [InlineData("my tooth hurts ", "and also how many calories has this")]
    public void Request_ThatNothingServes_StaysOne(string first, string second)
        => Assert.Equal(2, Remarks.Join(Parts(first, second, isUnservedFirst: true), first + second).Length);

    private static ImmutableArray<GoalSplitter.Part> Parts(string first, string second, bool isUnservedFirst) =>
    [
        new(0, first.Length, isUnservedFirst ? Verdict.Nothing : Asked),
        new(first.Length, first.Length + second.Length, isUnservedFirst ? Asked : Verdict.Nothing),
    ];
}
