using OrleansAgents.Grains.Understanding;
using OrleansAgents.Grains.Understanding.Routing;

namespace OrleansAgents.Assistant.Tests.Understanding;

/// <summary>Words that a router must take for each other have a group in common, whatever their form.</summary>
public sealed class ThesaurusTests
{
    [Theory]
    [InlineData("violin", "小提琴")]
    [InlineData("how long does it take", "要多久")]
    [InlineData("postponed", "改期")]
    [InlineData("second-hand", "second hand")]
    [InlineData("my tooth hurts", "teeth")]
    [InlineData("installation", "install")]
    [InlineData("unlocking", "lock")]
    [InlineData("snowplough", "snow")]
    [InlineData("apointment", "appointment")]
    [InlineData("umbrlela", "umbrella")]
    [InlineData("telescpoe", "望远镜")]
    public void Read_WordsThatMeanTheSame_HaveAGroupInCommon(string one, string other)
        => Assert.NotEmpty(Read(one).Where(static group => group.Kind != GroupKind.Field).Select(static group => group.Group).Intersect(Read(other).Select(static group => group.Group)));

    [Theory]
    [InlineData("trumpet", "钢琴")]
    [InlineData("tractor", "庄稼")]
    public void Read_WordsOfAField_ShareOnlyTheField(string one, string other)
    {
        var common = Read(one).Select(static group => (group.Group, group.Kind)).Intersect(Read(other).Select(static group => (group.Group, group.Kind)));

        Assert.Equal([GroupKind.Field], common.Select(static group => group.Kind).Distinct());
    }

    [Theory]
    [InlineData("xylqwv")]
    [InlineData("a1b2c3d4")]
    [InlineData("，。")]
    public void Read_WordsOfNoLanguage_HaveNoGroup(string text) => Assert.Empty(Read(text));

    [Fact]
    public void Read_AWordOfSeveralGroups_CountsLessForEach()
    {
        var groups = Read("bat").Where(static group => group.Kind == GroupKind.Thing).ToList();

        Assert.InRange(groups.Count, 2, 5);
        Assert.All(groups, group => Assert.Equal(1 / MathF.Sqrt(groups.Count), group.Share, 4));
    }

    [Fact]
    public void Read_APhraseAcrossTheEnd_IsNotFound()
    {
        const string Text = "hot air balloon";
        List<WordGroup> whole = [], part = [];
        Thesaurus.Shared.Read(Text, 0, Text.Length, whole);
        Thesaurus.Shared.Read(Text, 0, 7, part);

        Assert.NotEqual(whole.Select(static group => group.Group), part.Select(static group => group.Group));
    }

    private static List<WordGroup> Read(string text)
    {
        List<WordGroup> found = [];
        Thesaurus.Shared.Read(FoldedText.Fold(text), 0, text.Length, found);
        return found;
    }
}
