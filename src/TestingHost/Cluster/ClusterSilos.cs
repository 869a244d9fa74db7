using System.Collections.ObjectModel;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>The silos of one test cluster: those that run, and the numbers that they go by.</summary>
internal sealed class ClusterSilos<THandle>(ClusterLog log)
    where THandle : SiloHandle
{
    private readonly Lock _gate = new();
    private readonly List<THandle> _silos = [];
    private readonly HashSet<int> _numbers = [];
    private readonly Dictionary<string, int> _numberByName = [];

    public ReadOnlyCollection<THandle> All
    {
        get
        {
            lock (_gate) return _silos.ToArray().AsReadOnly();
        }
    }

    public IEnumerable<THandle> Active => All.Where(silo => silo.IsActive);

    public THandle? Find(SiloAddress address) => Active.FirstOrDefault(silo => silo.SiloAddress.Equals(address));

    /// <summary>The number under which a silo of this name was last started.</summary>
    /// <exception cref="ArgumentException">No silo had the name.</exception>
    public int NumberOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_gate)
        {
            return _numberByName.TryGetValue(name, out var number)
                ? number
                : throw new ArgumentException($"The cluster never had a silo named '{name}'; it had {string.Join(", ", _numberByName.Keys.Order(StringComparer.Ordinal).DefaultIfEmpty("none"))}.", nameof(name));
        }
    }

    /// <summary>Starts silos, all at once, under the lowest numbers that are free.</summary>
    public async Task<List<THandle>> StartMany(int count, Func<int, Task<THandle>> start)
    {
        int[] numbers;
        lock (_gate) numbers = [.. Enumerable.Range(0, int.MaxValue).Where(number => !_numbers.Contains(number)).Take(count)];
        return [.. await Task.WhenAll(numbers.Select(number => Start(number, start)).ToArray())];
    }

    /// <summary>Starts a silo under a number that no active silo has.</summary>
    public async Task<THandle> Start(int number, Func<int, Task<THandle>> start)
    {
        lock (_gate)
        {
            if (!_numbers.Add(number)) throw new InvalidOperationException($"The cluster has a silo with the number {number}; stop it first, or choose another number.");
        }

        try
        {
            var silo = await start(number);
            silo.InstanceNumber = (short)number;
            lock (_gate)
            {
                _silos.Add(silo);
                _numberByName[silo.Name] = number;
            }

            log.Write($"Started {silo.Name} at {silo.SiloAddress}.");
            return silo;
        }
        catch
        {
            lock (_gate) _numbers.Remove(number);
            throw;
        }
    }

    public async Task Stop(THandle silo, bool gracefully, CancellationToken cancellationToken)
    {
        log.Write($"{(gracefully ? "Stopping" : "Killing")} {silo.Name} at {silo.SiloAddress}.");
        try
        {
            await silo.StopSiloAsync(gracefully, cancellationToken);
        }
        finally
        {
            await silo.DisposeAsync();
            lock (_gate)
            {
                if (_silos.Remove(silo)) _numbers.Remove(silo.InstanceNumber);
            }
        }
    }
}

/// <summary>What happened to a test cluster, for people.</summary>
internal sealed class ClusterLog
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    public void Write(string line)
    {
        lock (_gate) _lines.Add($"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {line}");
    }

    public override string ToString()
    {
        lock (_gate) return string.Join(Environment.NewLine, _lines);
    }
}
