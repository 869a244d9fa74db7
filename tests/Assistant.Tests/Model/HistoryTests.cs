using System.Collections.Immutable;
using OrleansAgents.Connectors.Model;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Model;

namespace OrleansAgents.Assistant.Tests.Model;

public sealed class HistoryTests
{
    private static readonly ImmutableArray<EarlierTurn> Turns = [Turn("a", "one"), Turn("b", "two"), Turn("c", "one")];

    [Fact]
    public void Within_EnoughTokens_TellsAllAndTheNewestSkillsFirst()
    {
        var history = History.Within(Turns, 1_000);

        Assert.Equal($"[{Json("a")},{Json("b")},{Json("c")}]", history.Text);
        Assert.Equal(["shop.one", "shop.two"], history.Skills.Select(static skill => skill.ToString()));
    }

    [Fact]
    public void Within_OneTokenLess_DropsTheOldestTurnWhole()
    {
        var two = $"[{Json("b")},{Json("c")}]";

        Assert.Equal(two, History.Within(Turns, two.Length).Text);
        Assert.Equal($"[{Json("c")}]", History.Within(Turns, two.Length - 1).Text);
        Assert.Equal(["shop.one"], History.Within(Turns, two.Length - 1).Skills.Select(static skill => skill.ToString()));
    }

    [Fact]
    public void Within_ATurnThatDoesNotFit_EndsIt()
    {
        ImmutableArray<EarlierTurn> turns = [Turn("a", "one"), Turn(new string('b', 500), "two"), Turn("c", "one")];

        Assert.Equal($"[{Json("c")}]", History.Within(turns, 300).Text);
        Assert.Same(History.None, History.Within(turns.RemoveAt(2), 300));
    }

    private static string Json(string said) => $$"""{"person":"{{said}}","answer":"yes","outcome":"completed"}""";

    private static EarlierTurn Turn(string said, string skill) => new(said, "yes", "completed", [], [new SkillRef("shop", skill)]);
}
