using OrleansAgents.Simulation.Engine;

namespace OrleansAgents.Simulation.Checks;

/// <summary>One activation, as the checks know it.</summary>
internal sealed class TurnWatch(Checks checks, Node node)
{
    private string _grain = "";

    public Node Node => node;

    public string Grain => _grain;

    /// <summary>Another activation of the grain has run since.</summary>
    public bool IsSuperseded { get; set; }

    public void Begin(string grain)
    {
        _grain = grain;
        checks.Ran(this, "activation");
    }

    public void Turn(long call)
    {
        checks.Ran(this, "turn");
        checks.CallRan(call, this);
    }

    public void Segment(string what) => checks.Ran(this, what);
}
