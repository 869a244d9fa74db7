using OrleansAgents.Grains.Agents;
using Xunit;

namespace OrleansAgents.Assistant.Tests.Agents;

public sealed class NameIndexTests
{
    private static readonly NameIndex<string> Index = new(["杭州", "杭州东站", "西湖", "West Lake", "Xi'an", "Can"], static thing => [thing]);

    [Theory]
    [InlineData("xian", "Xi'an")]
    [InlineData("XI’AN", "Xi'an")]
    [InlineData(" west-lake ", "West Lake")]
    [InlineData("杭州 东站", "杭州东站")]
    [InlineData("ｗｅｓｔ ｌａｋｅ", "West Lake")]
    public void Name_HoweverItIsTyped_IsFound(string typed, string thing) => Assert.Equal([thing], Index.Named(typed));

    [Theory]
    [InlineData("从杭州东站到西湖怎么走", "杭州东站,西湖")]
    [InlineData("is West Lake in 杭州?", "West Lake,杭州")]
    [InlineData("how can I swim in west lakes", "Can")]
    [InlineData("a candle", "")]
    [InlineData("", "")]
    public void Sentence_GivesTheLongestNamesInItsOrder(string sentence, string things)
        => Assert.Equal(things, string.Join(',', Index.In(sentence).SelectMany(static entry => entry.Things)));

    [Fact]
    public void Part_GivesWhatHoldsIt()
    {
        Assert.Equal(["杭州", "杭州东站"], Index.WithPart("杭州"));
        Assert.Empty(Index.WithPart("湖"));
    }

    [Theory]
    [InlineData("West Lkae", "West Lake")]
    [InlineData("西湖湖", "西湖")]
    [InlineData("杭东", "杭州东站")]
    public void LikeName_IsTheNearestOne(string typed, string thing) => Assert.Equal(thing, Index.Like(typed)[0]);

    [Fact]
    public void Name_UnlikeAll_HasNone()
    {
        Assert.Empty(Index.Like("zzzzzzzzzz"));
        Assert.Empty(Index.Like(""));
        Assert.Empty(Index.Like(new string('西', 1_000)));
    }

    [Fact]
    public void BrokenText_IsNoName() => Assert.Empty(Index.Named("\ud800"));
}
