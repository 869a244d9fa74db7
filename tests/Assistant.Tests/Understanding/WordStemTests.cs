using OrleansAgents.Grains.Understanding.Routing;

namespace OrleansAgents.Assistant.Tests.Understanding;

/// <summary>Forms of a word have one stem, and other words another.</summary>
public sealed class WordStemTests
{
    [Theory]
    [InlineData("repair", "repairs", "repaired", "repairing", "repair's")]
    [InlineData("hire", "hires", "hired", "hiring")]
    [InlineData("cancel", "cancels", "cancelled", "canceled", "cancelling")]
    [InlineData("carry", "carries", "carried", "carrying")]
    [InlineData("movie", "movies")]
    [InlineData("dish", "dishes")]
    [InlineData("break", "broke", "broken", "breaking")]
    [InlineData("buy", "bought", "buying")]
    [InlineData("tooth", "teeth")]
    [InlineData("knife", "knives")]
    [InlineData("child", "children")]
    [InlineData("organise", "organize", "organized", "organising")]
    [InlineData("colour", "color", "colours")]
    public void Of_FormsOfAWord_IsOne(string word, params string[] forms)
    {
        foreach (var form in forms)
        {
            Assert.Equal(StemOf(word), StemOf(form));
        }
    }

    [Theory]
    [InlineData("show", "shower")]
    [InlineData("news", "new")]
    [InlineData("need", "ne")]
    [InlineData("ring", "r")]
    [InlineData("lens", "len")]
    [InlineData("bus", "bu")]
    public void Of_OtherWords_IsAnother(string word, string other) => Assert.NotEqual(StemOf(word), StemOf(other));

    [Fact]
    public void Of_LongerThanTheRoom_IsTheWord()
    {
        var word = new string('a', WordStem.LengthMax) + "ing";

        Assert.Equal(word, StemOf(word));
    }

    private static string StemOf(string word) => WordStem.Of(word, new char[WordStem.LengthMax]).ToString();
}
