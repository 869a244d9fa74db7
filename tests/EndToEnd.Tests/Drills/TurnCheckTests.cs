using OrleansAgents.Drill.Turns;

namespace OrleansAgents.EndToEnd.Tests.Drills;

/// <summary>A drill's verdict on what silos wrote of their turns.</summary>
public sealed class TurnCheckTests
{
    private const int Grain = 7;

    [Fact]
    public void Turns_OneAfterTheOther_AreFine()
        => Assert.Equal(new TurnFindings(3, 0, 0, 0), TurnCheck.Check([new SiloTurns(1, [Turn(10, 20), Turn(40, 50)]), new SiloTurns(2, [Turn(20, 40)])]));

    [Fact]
    public void Turns_OfTwoSilosAtOnce_Overlap()
        => Assert.Equal(1, TurnCheck.Check([new SiloTurns(1, [Turn(10, 30)]), new SiloTurns(2, [Turn(20, 40)])]).Overlaps);

    [Fact]
    public void Turns_OfOneSiloOrOfTwoGrainsAtOnce_DoNot()
        => Assert.Equal(0, TurnCheck.Check([new SiloTurns(1, [Turn(10, 30), Turn(20, 40)]), new SiloTurns(2, [Turn(20, 40) with { Grain = Grain + 1 }])]).Overlaps);

    [Fact]
    public void Turn_CutByTheEndOfItsProcess_LastsUntilItsLastSign()
    {
        SiloTurns killed = new(1, [Turn(10, 0), Turn(30, 35) with { Grain = Grain + 1 }]);
        Assert.Equal(1, TurnCheck.Check([killed, new SiloTurns(2, [Turn(30, 40)])]).Overlaps);
        Assert.Equal(0, TurnCheck.Check([killed, new SiloTurns(2, [Turn(35, 40)])]).Overlaps);
    }

    [Fact]
    public void Segment_InWhichItsSiloWasStopped_IsCountedApart()
        => Assert.Equal(new TurnFindings(3, 0, 0, 1), TurnCheck.Check([new SiloTurns(1, [Turn(10, 110)], WokenAt: 100), new SiloTurns(2, [Turn(50, 60), Turn(105, 115)])]));

    [Fact]
    public void Turn_BegunByAWokenSiloAfterAnotherHasServed_IsStale()
        => Assert.Equal(new TurnFindings(3, 0, 1, 0), TurnCheck.Check([new SiloTurns(1, [Turn(10, 20), Turn(110, 120)], WokenAt: 100), new SiloTurns(2, [Turn(50, 60)])]));

    [Fact]
    public void Turn_ThatGoesOnInAWokenSiloAfterAnotherHasServed_IsStaleAndOverlaps()
        => Assert.Equal(new TurnFindings(2, 1, 1, 0), TurnCheck.Check([new SiloTurns(1, [Turn(10, 120) with { Resumed = 110 }], WokenAt: 100), new SiloTurns(2, [Turn(50, 60)])]));

    [Fact]
    public void Turn_OfAWokenSiloThatNobodyReplaced_IsFine()
        => Assert.Equal(new TurnFindings(3, 0, 0, 0), TurnCheck.Check([new SiloTurns(1, [Turn(10, 20), Turn(110, 120)], WokenAt: 100), new SiloTurns(2, [Turn(5, 8)])]));

    private static TurnRecord Turn(long began, long ended) => new() { Number = 1, Grain = Grain, Began = began, Ended = ended };
}
