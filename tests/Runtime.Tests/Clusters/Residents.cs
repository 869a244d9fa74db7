using System.Collections.Concurrent;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Clusters;

/// <summary>Which silos have an activation of a grain right now. All silos of a test are in this process, so their grains can count together.</summary>
internal sealed class Residents
{
    private static readonly ConcurrentDictionary<string, Residents> ByTest = new();

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<SiloAddress>> _silosByKey = [];
    private readonly HashSet<SiloAddress> _dead = [];
    private readonly List<string> _violations = [];

    /// <summary>The count of one test; its name is the first part of its grains' keys.</summary>
    public static Residents Of(string test) => ByTest.GetOrAdd(test, static _ => new Residents());

    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_gate) return [.. _violations];
        }
    }

    public int Activated { get; private set; }

    public void Enter(string key, SiloAddress silo)
    {
        lock (_gate)
        {
            if (_dead.Contains(silo)) return;
            Activated++;
            if (!_silosByKey.TryGetValue(key, out var silos)) _silosByKey[key] = silos = [];
            if (silos.Count > 0) _violations.Add($"{key} became active on {silo} while it was on {string.Join(", ", silos)}.");
            silos.Add(silo);
        }
    }

    public void Leave(string key, SiloAddress silo)
    {
        lock (_gate)
        {
            if (_silosByKey.TryGetValue(key, out var silos)) silos.Remove(silo);
        }
    }

    /// <summary>The silo is about to be killed: from the moment in which others may own its grains, it runs none.</summary>
    public void Kill(SiloAddress silo)
    {
        lock (_gate)
        {
            _dead.Add(silo);
            foreach (var silos in _silosByKey.Values) silos.Remove(silo);
        }
    }
}
