using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>The activations of one stateless worker grain on this silo: as many as are busy at once, up to the limit of its class.</summary>
/// <remarks>A call goes to an idle activation if there is one, to a new one while the limit allows, and else to the one with the fewest calls waiting.</remarks>
internal sealed class StatelessWorkers(GrainClass grainClass, IdSpan key)
{
    private Activation[] _workers = [];

    public GrainClass Class { get; } = grainClass;

    public IReadOnlyList<Activation> Workers => _workers;

    public Activation Pick()
    {
        var workers = Volatile.Read(ref _workers);
        foreach (var worker in workers)
        {
            if (!worker.IsBusy && worker.Status <= ActivationStatus.Valid) return worker;
        }

        return workers.Length < Class.WorkersMax ? Grow() : LeastBusy(workers);
    }

    public void Remove(Activation worker)
    {
        lock (this) _workers = [.. _workers.Where(w => w != worker)];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Activation Grow()
    {
        lock (this)
        {
            if (_workers.Length >= Class.WorkersMax) return LeastBusy(_workers);
            var worker = new Activation(Class, key);
            _workers = [.. _workers, worker];
            return worker;
        }
    }

    private static Activation LeastBusy(Activation[] workers)
    {
        var best = workers[0];
        var fewest = int.MaxValue;
        foreach (var worker in workers)
        {
            var load = worker.WaitingCalls + worker.RunningTurns;
            if (load >= fewest) continue;
            best = worker;
            fewest = load;
        }

        return best;
    }
}
