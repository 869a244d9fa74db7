using Orleans.Runtime.Membership;
using OrleansAgents.Simulation.Engine;

namespace OrleansAgents.Simulation.Checks;

/// <summary>One activation, as the checks know it.</summary>
internal sealed class TurnWatch(Checks checks, Node node)
{
    // Of so many segments that can take time one does; and in marked runs one of so many is paused.
    private const ulong SegmentsALongOne = 2;
    private const ulong SegmentsAPausedOne = 12;

    // No longer than the guard by the fastest clock there is.
    private static readonly TimeSpan LengthMax = ClusterConstants.Default.Guard * 0.98;

    private string _grain = "";

    public Node Node => node;

    public string Grain => _grain;

    /// <summary>Another activation of the grain has run since.</summary>
    public bool IsSuperseded { get; set; }

    /// <summary>A segment that was paused went on after that.</summary>
    public bool HasOverlapped { get; set; }

    public void Begin(string grain)
    {
        _grain = grain;
        checks.Ran(this, "activation");
    }

    public void Turn(long call)
    {
        checks.Ran(this, "turn");
        checks.CallRan(call, this);
        TakeTime("turn");
    }

    public void Segment(string what)
    {
        checks.Ran(this, what);
        TakeTime(what);
    }

    // A segment of grain code takes up to the guard, in which all else goes on; or the process is paused in its midst, for longer than a lease at times, where a run is marked for that.
    private void TakeTime(string what)
    {
        if (Engine.Segment.Current is null) return;
        var draw = Mixing.Mix(node.Id ^ (ulong)node.World.Now, Mixing.Mix(_grain));
        if (checks.PausesSegments && draw % SegmentsAPausedOne == 0)
        {
            checks.PauseHere(node, "pause in a segment", $"{_grain} ({what})", draw);
            checks.StillRuns(this, what, wasPaused: true);
        }
        else if (draw % SegmentsALongOne == 0)
        {
            checks.Count(Situation.LongSegment);
            var (length, from) = (LengthMax * (Mixing.Mix(draw) % 1000 / 1000.0), node.World.Elapsed);
            node.World.StandStill(node, length);
            checks.StillRuns(this, what, wasPaused: node.World.Elapsed > from + length);
        }
    }
}
