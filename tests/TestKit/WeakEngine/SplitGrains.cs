using Orleans.Runtime;

namespace OrleansAgents.TestKit;

/// <summary>Grains that have two activations for a while.</summary>
internal sealed class SplitGrains
{
    private readonly Lock _gate = new();
    private readonly Dictionary<GrainId, int> _callsLeft = [];
    private bool _isOver;

    /// <summary>Counts a call. Tells whether it goes to the second activation, and whether a split begins or ends with it.</summary>
    public (bool ToDuplicate, bool Begins, bool Ends) Route(GrainId target, CallPlan plan)
    {
        lock (_gate)
        {
            if (_isOver) return default;
            var begins = !_callsLeft.TryGetValue(target, out var left);
            if (begins)
            {
                if (plan.SplitCalls == 0) return default;
                left = plan.SplitCalls;
            }

            var ends = --left <= 0;
            if (ends) _callsLeft.Remove(target);
            else _callsLeft[target] = left;
            return (plan.ToDuplicate, begins, ends);
        }
    }

    /// <summary>No grain has two from here on.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            _callsLeft.Clear();
        }
    }
}
