using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Placement;
using OrleansAgents.Simulation.Cluster;
using OrleansAgents.Simulation.Engine;
using OrleansAgents.Simulation.Faults;

namespace OrleansAgents.Simulation;

/// <summary>One run from one seed: a cluster starts, works, meets its faults, is healed, and must answer.</summary>
internal sealed class Run
{
    private const int CallsMin = 2000;
    private const int FaultsMin = 10;

    // One run of so many is marked to pause processes in the midst of segments, and another to have the table away and the network cut at once.
    private const ulong MarkedOneOf = 8;

    /// <summary>Promise B: within this after the healing everything is served. The bound of the protocol, and the time for processes that start anew.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(14);

    /// <summary>Where the faults kept too many callers waiting, the calls that are missing are made afterwards.</summary>
    private static readonly TimeSpan MoreCalls = TimeSpan.FromMinutes(2);

    // A tick waits for its turn as a call does, behind turns of seconds for longer than it is waited for, and then comes again. Once nobody calls any more the next ones reach every grain.
    private static readonly TimeSpan TicksLimit = TimeSpan.FromSeconds(30);

    // Longer than a lease, so that the silo has none of the table's.
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(2.2);

    private static readonly TimeSpan HeldPeriod = TimeSpan.FromMilliseconds(100);

    private readonly World _world;
    private readonly Checks.Checks _checks;
    private readonly SimCluster _cluster;
    private readonly Workload _workload;
    private readonly FaultPlan _faults;
    private readonly SeededRandom _random;
    private readonly TimeSpan _end;
    private TimeSpan? _recovery;
    private bool _isOver;

    public Run(ulong seed, double minutes, Action<string>? trace, ILoggerProvider? log, Journal? journal)
    {
        _world = new World(seed) { Trace = trace, Journal = journal };
        var combinesOutages = Mixing.Mix(seed, 8) % MarkedOneOf == 0;
        _checks = new Checks.Checks(_world, Mixing.Mix(seed, 7) % MarkedOneOf == 0, combinesOutages);
        _cluster = new SimCluster(_world, _checks, log);
        _random = new SeededRandom(Mixing.Mix(seed, 1));
        _workload = new Workload(_world, _checks, grains: _random.Next(10, 60));
        _faults = new FaultPlan(_cluster, new SeededRandom(Mixing.Mix(seed, 2)), new Exclusion(_world, applies: !combinesOutages && _cluster.TableOutage == TableOutagePolicy.KeepServing));
        _end = TimeSpan.FromMinutes(minutes);
    }

    public RunResult Execute()
    {
        using var meters = new MeterListener();
        meters.SetMeasurementEventCallback<int>((_, _, _, _) => _checks.Count(Checks.Situation.Kept));
        meters.EnableMeasurementEvents(SiloMeter.Kept);
        var silos = SilosOf(_world.Seed);
        for (var place = 0; place < silos; place++)
        {
            _cluster.Wanted.Add(place);
            var number = place;
            _world.After(place == 0 ? TimeSpan.Zero : _random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(1)), () => _cluster.StartSilo(number));
        }

        var clients = _random.Next(2, 4);
        for (var number = 0; number < clients; number++)
        {
            var own = number;
            _world.After(TimeSpan.FromSeconds(1), () => _cluster.StartClient(own, _workload));
        }

        _faults.Schedule(_end - TimeSpan.FromSeconds(2));
        _world.After(HeldPeriod, Compare);
        _world.After(_end, () =>
        {
            _workload.IsHealed = true;
            _faults.Heal();
        });
        _world.After(_end + Recovery, Conclude);
        if (_world.Run(() => _isOver) is { } failure) _checks.Violated("the run ends", failure.ToString());
        foreach (var silo in _cluster.Silos) silo.Forget();
        foreach (var client in _cluster.Clients) client.Forget();
        return new RunResult(_world.Seed, silos, _world.TraceHash, _world.EventCount, _workload.Ended, _workload.Failed, _faults.Happened, _checks.Violations, _checks.Situations) { Recovery = _recovery, IsMarked = _checks.PausesSegments };
    }

    // A quarter of the runs with one or two silos, for which a vote or a majority is another thing than for more.
    private static int SilosOf(ulong seed) => (Mixing.Mix(seed, 4) % 100) switch
    {
        < 10 => 1,
        < 25 => 2,
        < 80 => 3 + (int)(Mixing.Mix(seed, 5) % 3),
        _ => 6 + (int)(Mixing.Mix(seed, 6) % 4),
    };

    private void Compare()
    {
        _checks.CompareHeld(_cluster.Silos);
        foreach (var silo in _cluster.Alive)
        {
            if (_cluster.TableOutage == TableOutagePolicy.Fence) _checks.CompareWithRow(silo, _cluster.Table.Beats.GetValueOrDefault(silo.Runtime.Address));
            if (silo.MayRun && _cluster.Table.AwayFor(silo.Node.Name) > Outage) _checks.Count(Checks.Situation.WithoutTable);
        }

        if (_world.Elapsed >= _end && _recovery is null != (Unserved() > 0)) _recovery = _recovery is null ? _world.Elapsed - _end : null;
        if (!_isOver) _world.After(HeldPeriod, Compare);
    }

    private void Conclude()
    {
        if (_world.Elapsed == _end + Recovery) CheckServed();
        if (_workload.Ended < CallsMin && _world.Elapsed < _end + Recovery + MoreCalls)
        {
            _world.After(TimeSpan.FromSeconds(1), Conclude);
            return;
        }

        _workload.IsOver = true;
        _world.Note("the last calls");
        var client = _cluster.Clients[0];
        var asked = new List<Task<Exception?>>();
        foreach (var grain in _workload.Grains)
        {
            var answered = new TaskCompletionSource<Exception?>();
            asked.Add(answered.Task);
            client.Node.Post(async () => answered.SetResult(await CallLast(client, grain)), Mixing.Mix(grain), client.Node.ContextFor($"last/{grain}"));
        }

        _world.After(SimCluster.ResponseTimeout + TimeSpan.FromSeconds(2), () => Finish(asked));
    }

    // A write whose answer was lost before the healing makes one later write fail, which starts the grain anew.
    private async Task<Exception?> CallLast(SimClient client, string grain) =>
        await _workload.Call(client, $"last/{grain}", grain) is { } failure ? failure is Orleans.Storage.InconsistentStateException ? await _workload.Call(client, $"last/{grain}", grain) : failure : null;

    private void CheckServed()
    {
        var view = _cluster.Table.Snapshot.View;
        if (Unserved() is > 0 and var unserved) _checks.Violated("B", $"{unserved} shards are not served {Recovery.TotalSeconds} s after the healing; the view {view.Version} has {string.Join(' ', view.Members.Select(static member => member.Address.ToParsableString()))}");
    }

    // Shards that no member serves under a lease.
    private int Unserved()
    {
        var view = _cluster.Table.Snapshot.View;
        var serving = _cluster.Alive.Where(silo => silo.MayRun && view.Contains(silo.Runtime.Address)).ToArray();
        return Enumerable.Range(0, ShardMap.ShardsDefault).Count(shard => !serving.Any(silo => silo.Runtime.Claims[shard] == ShardState.Serving));
    }

    private void Finish(List<Task<Exception?>> asked)
    {
        for (var i = 0; i < asked.Count; i++)
        {
            if (!asked[i].IsCompleted || asked[i].Result is not null) _checks.Violated("B", $"{_workload.Grains[i]} did not answer after the healing: {(asked[i].IsCompleted ? asked[i].Result!.Message : "no answer")}");
        }

        foreach (var call in _workload.Overdue()) _checks.Violated("every call ends", call);
        _checks.CompareWith(_cluster.Records);
        if (_workload.Ended < CallsMin) _checks.Violated("enough calls", $"{_workload.Ended} calls");
        if (_faults.Happened < FaultsMin) _checks.Violated("enough faults", $"{_faults.Happened} faults");
        FinishReminders(_world.Elapsed + TicksLimit);
    }

    private void FinishReminders(TimeSpan limit)
    {
        var silent = _checks.SilentReminders(_end).ToArray();
        if (silent.Length > 0 && _world.Elapsed < limit)
        {
            _world.After(TimeSpan.FromSeconds(1), () => FinishReminders(limit));
            return;
        }

        foreach (var grain in silent) _checks.Violated("reminders at least once", $"the reminder of {grain} has not ticked since the healing");
        _isOver = true;
    }
}

/// <summary>What became of a run.</summary>
internal sealed record RunResult(ulong Seed, int Silos, ulong TraceHash, long Events, int Calls, int Failed, int Faults, IReadOnlyList<string> Violations, IReadOnlyDictionary<string, int> Situations)
{
    /// <summary>How long after the healing all shards were served; null if some were not to the end.</summary>
    public TimeSpan? Recovery { get; init; }

    /// <summary>Whether processes were paused in the midst of segments.</summary>
    public bool IsMarked { get; init; }
}
