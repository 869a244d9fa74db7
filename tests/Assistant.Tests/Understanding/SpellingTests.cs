using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Assistant.Tests.Understanding;

public sealed class SpellingTests
{
    private static readonly Spelling Spelling = new ManifestModels().Of(SampleAgents.All).Spelling;

    [Theory]
    [InlineData("for six poeple, bugdet 500", "for six people, budget 500")]
    [InlineData("this weekand", "this weekend")]
    [InlineData("ingrediants by seven", "ingredients by seven")]
    public void WordsThatNobodyUses_ArePutRight(string text, string meant) => Assert.Equal(meant, Spelling.Repair(text));

    [Theory]
    [InlineData("form a line")]
    [InlineData("a fine beget")]
    [InlineData("xidan and zhouzhuang")]
    [InlineData("今晚做麻婆豆腐")]
    public void OtherWords_StayAsTheyAre(string text) => Assert.Same(text, Spelling.Repair(text));
}
