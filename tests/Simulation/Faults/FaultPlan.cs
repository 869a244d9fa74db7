using OrleansAgents.Simulation.Checks;
using OrleansAgents.Simulation.Cluster;
using OrleansAgents.Simulation.Engine;
using OrleansAgents.Simulation.Network;

namespace OrleansAgents.Simulation.Faults;

/// <summary>When and what: drawn from the seed before the run; whom it meets is decided when it happens.</summary>
internal sealed class FaultPlan(SimCluster cluster, SeededRandom random, Exclusion exclusion)
{
    // No cluster grows beyond this.
    private const int PlacesMax = 9;

    // A run is to have at least ten.
    private const int FaultsMin = 12;
    private const int FaultsMax = 26;

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(3);
    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();

    private bool _isHealed;

    public int Happened { get; private set; }

    public void Schedule(TimeSpan end)
    {
        var number = random.Next(FaultsMin, FaultsMax + 1);
        for (var i = 0; i < number; i++)
        {
            var kind = random.Pick(Kinds);
            cluster.World.After(random.Between(First, end), () => Happen(kind));
        }
    }

    /// <summary>Everything is whole again; what is down stays down unless it is needed.</summary>
    public void Heal()
    {
        _isHealed = true;
        cluster.World.Note("healed");
        cluster.Checks.HealedAt = cluster.World.Elapsed;
        cluster.Network.Heal();
        cluster.Table.Heal();
        (cluster.Records.LostAnswers, cluster.Records.SlowWrites) = (0, 0);
        foreach (var node in cluster.Silos.Select(static silo => silo.Node).Concat(cluster.Clients.Select(static client => client.Node)).Where(static node => node.IsPaused)) node.Resume();
        if (cluster.Wanted.Count == 0) cluster.Wanted.Add(0);
        foreach (var place in cluster.Wanted.Order()) cluster.Restart(place);
    }

    private void Happen(FaultKind planned)
    {
        var silos = cluster.Alive.ToArray();
        if (silos.Length == 0 || _isHealed) return;
        var silo = random.Pick(silos);
        var kind = Possible(planned, silos);
        var name = silo.Node.Name;
        var others = silos.Where(other => other != silo).Select(static other => other.Node.Name).Concat(cluster.Clients.Select(static client => client.Node.Name)).ToArray();
        var other = random.Pick(others);
        var length = random.Between(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(random.Chance(0.5) ? 1.5 : 7));
        cluster.World.Note($"fault {kind} {name} {other} {length.TotalSeconds:0.000} s");
        cluster.Checks.Count($"fault: {kind}");
        exclusion.Happened(kind, length * (kind == FaultKind.TableAwayForSome ? 2 : 1));
        Happened++;
        switch (kind)
        {
            case FaultKind.CutConnections:
                cluster.Network.Cut((from, to) => from == silo.Node || to == silo.Node);
                break;
            case FaultKind.StopOneWay:
                Stop(length, random.Chance(0.5) ? (name, other) : (other, name));
                break;
            case FaultKind.StopBothWays:
                Stop(length, (name, other), (other, name));
                break;
            case FaultKind.IsolateSilo:
                Isolate(length, name, others);
                break;
            case FaultKind.IsolateSiloAndTable:
                Isolate(length, name, others);
                TakeTable(length, name);
                break;
            case FaultKind.DelayWays:
                Delay(length, others, name);
                break;
            case FaultKind.RefuseByDevice:
                cluster.Network.Refuse(SimSilo.Address(silo.Place), refuses: true);
                cluster.Network.Cut((from, to) => from == silo.Node || to == silo.Node);
                Later(length, () => cluster.Network.Refuse(SimSilo.Address(silo.Place), refuses: false));
                break;
            case FaultKind.AcceptTwice:
                cluster.Network.DuplicateChance = 0.5;
                cluster.Network.Cut((from, to) => random.Chance(0.3));
                Later(length, () => cluster.Network.DuplicateChance = 0);
                break;
            case FaultKind.PauseSilo:
                var paused = (random.Chance(0.5) ? silos.FirstOrDefault(static silo => silo.TurnsUnderWay == 0) : null) ?? silo;
                if (length > TimeSpan.FromSeconds(2)) cluster.Checks.Count(paused.TurnsUnderWay > 0 ? Situation.PauseInTurn : Situation.PauseIdle);
                Pause(paused.Node, length);
                break;
            case FaultKind.PauseClient:
                random.Pick(cluster.Clients).Node.Pause(length);
                break;
            case FaultKind.Crash:
                Crash(silo, refuses: true, length);
                break;
            case FaultKind.CrashWithHost:
                Crash(silo, refuses: false, length);
                break;
            case FaultKind.CrashMany:
                var victims = silos.Take(Math.Max(1, silos.Length * 2 / 3)).ToArray();
                if (silos.Length >= 5) cluster.Checks.Count(Situation.ThreeOfFive);
                foreach (var victim in victims) Crash(victim, random.Chance(0.7), length);
                break;
            case FaultKind.CrashAndRestartAtOnce:
                silo.Die(refuses: true);
                cluster.Restart(silo.Place);
                break;
            case FaultKind.TakeOverEndpoint:
                cluster.TakeOver(silo);
                break;
            case FaultKind.TableAway:
                cluster.Table.IsAway = true;
                Later(length, () => cluster.Table.IsAway = false);
                break;
            case FaultKind.TableAwayForOne:
                TakeTable(length, name);
                break;
            case FaultKind.TableAwayForSome:
                foreach (var some in silos.Where(_ => random.Chance(0.5))) TakeTable(random.Between(TimeSpan.Zero, length * 2), some.Node.Name);
                break;
            case FaultKind.TableSlow:
                cluster.Table.SlowMax = random.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3));
                Later(length, () => cluster.Table.SlowMax = TimeSpan.Zero);
                break;
            case FaultKind.TableLosesAnswers:
                cluster.Table.LostAnswers = 0.4;
                Later(length, () => cluster.Table.LostAnswers = 0);
                break;
            case FaultKind.Join:
                Join();
                break;
            case FaultKind.JoinWithNextProtocol:
                cluster.StartSilo(PlacesMax, Build.NextProtocol);
                break;
            case FaultKind.JoinAndLeaveUnderDelay:
                foreach (var from in others) cluster.Network.Way(from, name).ExtraDelay = random.Between(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(1.5));
                if (Join() is { } joined) Later(random.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)), () => Leave(joined, forGood: true));
                Later(length, () =>
                {
                    foreach (var from in others) cluster.Network.Way(from, name).ExtraDelay = TimeSpan.Zero;
                });
                break;
            case FaultKind.Leave:
                Leave(silo, forGood: cluster.Wanted.Count > 1 && random.Chance(0.5));
                break;
        }
    }

    // Between two segments, unless the run is marked to have it happen within one.
    private void Pause(Node node, TimeSpan length)
    {
        if (cluster.World.IsMidway(node) && !cluster.Checks.PausesSegments) Later(Soon, () => Pause(node, length));
        else node.Pause(length);
    }

    // One that can happen now: that which was planned, or another.
    private FaultKind Possible(FaultKind planned, SimSilo[] silos)
    {
        var kind = planned;
        while (!IsPossible(kind, silos)) kind = random.Pick(Kinds);
        return kind;
    }

    private bool IsPossible(FaultKind kind, SimSilo[] silos) => exclusion.Allows(kind, silos.Any(static silo => silo.IsMoved)) && kind switch
    {
        // On one host nothing stands between two silos, and its address leads nowhere else.
        FaultKind.RefuseByDevice or FaultKind.TakeOverEndpoint => !cluster.IsOneHost,

        // Two members, or it might find nobody who refuses it.
        FaultKind.JoinWithNextProtocol => silos.Count(static silo => silo.IsUp && silo.MayRun) >= 2,
        _ => true,
    };

    private SimSilo? Join()
    {
        var place = Enumerable.Range(0, PlacesMax).Where(free => !cluster.Wanted.Contains(free)).DefaultIfEmpty(-1).First();
        if (place < 0) return null;
        cluster.Wanted.Add(place);
        return cluster.Alive.Any(silo => silo.Place == place) ? null : cluster.StartSilo(place);
    }

    private void Leave(SimSilo silo, bool forGood)
    {
        if (silo.IsStopping || !silo.IsUp) return;
        if (forGood) cluster.Wanted.Remove(silo.Place);
        silo.Stop();
    }

    private void Crash(SimSilo silo, bool refuses, TimeSpan down)
    {
        silo.Die(refuses);
        Later(down, () => cluster.Restart(silo.Place));
    }

    private void Isolate(TimeSpan length, string name, IEnumerable<string> others) =>
        Stop(length, [.. others.Select(other => (name, other)), .. others.Select(other => (other, name))]);

    private void Stop(TimeSpan length, params (string From, string To)[] ways)
    {
        foreach (var (from, to) in ways) cluster.Network.Way(from, to).IsStopped = true;
        Later(length, () =>
        {
            foreach (var (from, to) in ways) cluster.Network.Way(from, to).IsStopped = false;
            cluster.Network.Wake();
        });
    }

    private void Delay(TimeSpan length, string[] others, string name)
    {
        var ways = others.Where(_ => random.Chance(0.5)).SelectMany(other => new[] { cluster.Network.Way(name, other), cluster.Network.Way(other, name) }).Where(_ => random.Chance(0.7)).ToArray();
        foreach (var way in ways) way.ExtraDelay = random.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));
        Later(length, () =>
        {
            foreach (var way in ways) way.ExtraDelay = TimeSpan.Zero;
        });
    }

    private void TakeTable(TimeSpan length, string name)
    {
        cluster.Table.TakeAway(name);
        Later(length, () => cluster.Table.GiveBack(name));
    }

    private void Later(TimeSpan delay, Action action) => cluster.World.After(delay, () =>
    {
        if (!_isHealed) action();
    });
}
