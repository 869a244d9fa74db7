using OrleansAgents.Simulation.Cluster;
using OrleansAgents.Simulation.Engine;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;

namespace OrleansAgents.Simulation.Checks;

/// <summary>What must hold whatever happens. A violation is kept with its time; the run goes on to its end.</summary>
internal sealed class Checks(World world, bool pausesSegments, bool combinesOutages)
{
    // After the healing an overlap that was not promised away ends with the next contact to the table, and that is a renewal.
    private static readonly TimeSpan OverlapAfterHealingMax = TimeSpan.FromSeconds(2);

    // Of a clock's reading, taken from its rate and back.
    private static readonly TimeSpan Rounding = TimeSpan.FromMicroseconds(1);

    // So many violations tell enough.
    private const int ViolationsMax = 20;

    private readonly Dictionary<string, TurnWatch> _running = [];
    private readonly Dictionary<long, string> _ran = [];
    private readonly List<(string Grain, long Call)> _acknowledged = [];
    private readonly Dictionary<string, TimeSpan> _reminders = [];
    private readonly Dictionary<string, TimeSpan> _ticks = [];
    private readonly Dictionary<string, long> _versions = [];

    /// <summary>Whether processes are paused in the midst of segments, which is where the promise of one activation at a time ends: then the segment in progress may overlap, and nothing else.</summary>
    public bool PausesSegments => pausesSegments;

    /// <summary>Whether the table may be away and the network cut at once under the policy KeepServing: then two silos may serve a shard, which the protocol says, and what was written must hold.</summary>
    public bool CombinesOutages => combinesOutages;

    /// <summary>When everything was made whole again.</summary>
    public TimeSpan? HealedAt { get; set; }

    public List<string> Violations { get; } = [];

    public Dictionary<string, int> Situations { get; } = [];

    public int CallsRun => _ran.Count;

    public bool Count(string situation)
    {
        Situations[situation] = Situations.GetValueOrDefault(situation) + 1;
        return true;
    }

    public void Violated(string promise, string text)
    {
        if (Violations.Count >= ViolationsMax) return;
        Violations.Add($"promise {promise} at {world.Elapsed.TotalSeconds:0.000000} s: {text}");
        world.Note("VIOLATION " + Violations[^1]);
    }

    /// <summary>Promise A: once an activation has run on another silo, no earlier one of the grain runs a segment again.</summary>
    public void Ran(TurnWatch activation, string what)
    {
        if (activation.IsSuperseded)
        {
            Overlapped($"{activation.Grain} ran ({what}) on {activation.Node.Name} {(activation.Node.MayRun() ? "with" : "without")} a lease after it had run on {_running[activation.Grain].Node.Name}");
            return;
        }

        if (_running.TryGetValue(activation.Grain, out var last) && last != activation)
        {
            last.IsSuperseded = true;
            if (last.Node != activation.Node) Count("grain moved");
        }

        _running[activation.Grain] = activation;
    }

    /// <summary>A segment goes on in its midst, after some time or a pause.</summary>
    public void StillRuns(TurnWatch activation, string what, bool wasPaused)
    {
        if (!activation.IsSuperseded) return;
        if (wasPaused && !activation.HasOverlapped && Count("segment overlapped, as it was paused")) activation.HasOverlapped = true;
        else Overlapped($"{activation.Grain} was still running ({what}) on {activation.Node.Name} when it had run on {_running[activation.Grain].Node.Name}");
    }

    /// <summary>The process stands still in the midst of what it does; not any more when everything has been made whole.</summary>
    public void PauseHere(Node node, string where, string grain, ulong draw)
    {
        if (HealedAt is not null) return;
        var length = TimeSpan.FromSeconds(Mixing.Mix(draw, 1) % 5000 / 1000.0);
        Count(length > ClusterConstants.Default.Lease ? where + ", longer than the lease" : where);
        world.Note($"{node.Name} stands still for {length.TotalSeconds:0.000} s: {where}, {grain}");
        node.Pause(length);
        world.StandStill(node, length);
    }

    private void Overlapped(string text)
    {
        if (!combinesOutages || (HealedAt is { } healed && world.Elapsed > healed + OverlapAfterHealingMax)) Violated("A", text);
        else Count("overlap under an outage and a partition together, which is not excluded");
    }

    /// <summary>Promise C: a call runs at most once.</summary>
    public void CallRan(long call, TurnWatch activation)
    {
        if (_ran.TryAdd(call, activation.Node.Name)) return;
        Violated("C", $"call {call} ran on {activation.Node.Name} after it had run on {_ran[call]}");
    }

    public bool HasRun(long call) => _ran.ContainsKey(call);

    public void Acknowledged(string grain, long call) => _acknowledged.Add((grain, call));

    /// <summary>Promise D: what was acknowledged is stored.</summary>
    public void CompareWith(Stores.SimRecords records)
    {
        var stored = records.Rows.ToDictionary(static row => row.Key.Key.ToString()!, static row => row.Value.Calls.ToHashSet());
        foreach (var (grain, call) in _acknowledged)
        {
            if (!stored.TryGetValue(grain, out var calls) || !calls.Contains(call)) Violated("D", $"the write of call {call} to {grain} was acknowledged and is not stored");
        }

        foreach (var (grain, row) in records.Rows)
        {
            if (row.Calls.Distinct().Count() != row.Calls.Length) Violated("D", $"{grain} has a call twice");
        }
    }

    public void Adopted(SimSilo silo, ClusterView view, IReadOnlyDictionary<long, ClusterView> views)
    {
        if (_versions.TryGetValue(silo.Node.Name, out var before) && view.Version < before) Violated("monotonic views", $"{silo.Node.Name} went from {before} to {view.Version}");
        if (before > 0 && view.Version > before + 1) Count(Situation.JumpedOver);
        _versions[silo.Node.Name] = view.Version;
        if (view.Version > 0 && (!views.TryGetValue(view.Version, out var proved) || !proved.Members.SequenceEqual(view.Members)))
        {
            Violated("proved views", $"{silo.Node.Name} follows a view {view.Version} that the table never had");
        }
    }

    /// <summary>Promise A, seen in what silos hold: no two that may run at this instant hold one shard.</summary>
    public void CompareHeld(IReadOnlyList<SimSilo> silos)
    {
        var may = silos.Where(static silo => silo.MayRun).ToArray();
        for (var i = 0; i < may.Length; i++)
        {
            for (var j = i + 1; j < may.Length; j++) CompareHeld(may[i], may[j]);
        }
    }

    /// <summary>Rules R1 to R3: a lease ends where those who watch the silo's row count on it, at the latest. Not where it goes on by the agreement of others, while nobody reaches the table.</summary>
    public void CompareWithRow(SimSilo silo, TimeSpan beat)
    {
        var end = silo.Runtime.Lease!.Clock.End;
        if (end == long.MinValue) return;
        var (lasts, counted) = (silo.Node.Time.ToWorld(end), beat + (ClusterConstants.Default.Lease / silo.Node.Time.Rate));
        if (lasts > counted + Rounding) Violated("A", $"{silo.Node.Name} has a lease until {lasts.TotalSeconds:0.000000} s; its row moved at {beat.TotalSeconds:0.000000} s, so that it ends at {counted.TotalSeconds:0.000000} s for others");
    }

    public void ReminderRegistered(string grain) => _reminders[grain] = world.Elapsed;

    public void ReminderTicked(string grain, TickStatus status, Node node)
    {
        Count("reminder ticked");
        _ticks[grain] = world.Elapsed;

        // By the clock of the silo that sent it: the grain may have moved to one whose clock is behind.
        if (status.CurrentTickTime < status.FirstTickTime) Violated("reminders never early", $"{grain} on {node.Name} at {status.CurrentTickTime:O}, due {status.FirstTickTime:O}");
    }

    /// <summary>Reminders that were registered before the given time, and have not ticked since.</summary>
    public IEnumerable<string> SilentReminders(TimeSpan since) => _reminders.Where(reminder => reminder.Value < since && _ticks.GetValueOrDefault(reminder.Key) < since).Select(static reminder => reminder.Key);

    private void CompareHeld(SimSilo first, SimSilo second)
    {
        var (one, other) = (first.Runtime!.Claims, second.Runtime!.Claims);
        for (var shard = 0; shard < ShardMap.ShardsDefault; shard++)
        {
            if (one[shard] < ShardState.Serving || other[shard] < ShardState.Serving) continue;
            Overlapped($"{first.Node.Name} (view {first.Runtime.Version}, {one[shard]}) and {second.Node.Name} (view {second.Runtime.Version}, {other[shard]}) hold shard {shard}");
            return;
        }
    }
}
