using OrleansAgents.Simulation.Cluster;
using OrleansAgents.Simulation.Engine;

namespace OrleansAgents.Simulation.Faults;

/// <summary>When and what: drawn from the seed before the run; whom it meets is decided when it happens.</summary>
internal sealed class FaultPlan(SimCluster cluster, SeededRandom random)
{
    // No cluster grows beyond this.
    private const int PlacesMax = 9;

    // A run is to have at least ten.
    private const int FaultsMin = 12;
    private const int FaultsMax = 26;

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
        cluster.Network.Heal();
        cluster.Table.Heal();
        (cluster.Records.LostAnswers, cluster.Records.SlowWrites) = (0, 0);
        foreach (var node in cluster.Silos.Select(static silo => silo.Node).Concat(cluster.Clients.Select(static client => client.Node)).Where(static node => node.IsPaused)) node.Resume();
        if (cluster.Wanted.Count == 0) cluster.Wanted.Add(0);
        foreach (var place in cluster.Wanted.Order()) cluster.Restart(place);
    }

    private void Happen(FaultKind kind)
    {
        var silos = cluster.Alive.ToArray();
        if (silos.Length == 0 || _isHealed) return;
        var silo = random.Pick(silos);
        var name = silo.Node.Name;
        var others = silos.Where(other => other != silo).Select(static other => other.Node.Name).Concat(cluster.Clients.Select(static client => client.Node.Name)).ToArray();
        var other = random.Pick(others);
        var length = random.Between(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(random.Chance(0.5) ? 1.5 : 7));
        cluster.World.Note($"fault {kind} {name} {other} {length.TotalSeconds:0.000} s");
        cluster.Checks.Count($"fault: {kind}");
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
            case FaultKind.AcceptTwice:
                cluster.Network.DuplicateChance = 0.5;
                cluster.Network.Cut((from, to) => random.Chance(0.3));
                Later(length, () => cluster.Network.DuplicateChance = 0);
                break;
            case FaultKind.PauseSilo:
                if (length > TimeSpan.FromSeconds(2)) cluster.Checks.Count("pause longer than the lease");
                silo.Node.Pause(length);
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
                foreach (var victim in silos.Take(Math.Max(1, silos.Length * 2 / 3))) Crash(victim, random.Chance(0.7), length);
                break;
            case FaultKind.CrashAndRestartAtOnce:
                silo.Die(refuses: true);
                cluster.Restart(silo.Place);
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
            case FaultKind.Leave:
                Leave(silo);
                break;
        }
    }

    private void Join()
    {
        var place = Enumerable.Range(0, PlacesMax).Where(free => !cluster.Wanted.Contains(free)).DefaultIfEmpty(-1).First();
        if (place < 0) return;
        cluster.Wanted.Add(place);
        if (!cluster.Alive.Any(silo => silo.Place == place)) cluster.StartSilo(place);
    }

    private void Leave(SimSilo silo)
    {
        if (silo.IsStopping || !silo.IsUp) return;
        if (cluster.Wanted.Count > 1 && random.Chance(0.5)) cluster.Wanted.Remove(silo.Place);
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
