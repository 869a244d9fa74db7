using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>Finds turns that keep their thread, while they do: code that blocks or computes for long holds up its grain's other calls, and takes a thread from all grains.</summary>
/// <remarks>
/// The threads are looked at ten times a second instead of taking the time of every turn, so a turn pays one increment; and one that never ends is reported too. A thread whose count of items stands still, with
/// the same activation, has been in one item since it was first seen so. It is reported once when it crosses the limit, and again each time the time has doubled.
/// </remarks>
internal sealed class SlowTurns(SiloRuntime silo, int limitTicks)
{
    private readonly ConditionalWeakTable<TurnThread, Watch> _watches = [];

    public void Look(int now)
    {
        foreach (var thread in TurnThread.All)
        {
            var (activation, items) = (Volatile.Read(ref thread.Activation), Volatile.Read(ref thread.Items));
            if (activation is null || activation.Silo != silo) continue;
            var watch = _watches.GetOrCreateValue(thread);
            if (watch.Activation != activation || watch.Items != items)
            {
                (watch.Activation, watch.Items, watch.Since, watch.NextReport) = (activation, items, now, limitTicks);
                continue;
            }

            var held = now - watch.Since;
            if (held < watch.NextReport) continue;
            if (watch.NextReport == limitTicks) SiloMeter.SlowTurns.Add(1, activation.Class.MetricTag);
            watch.NextReport = Math.Min(held, int.MaxValue / 4) * 2;
            silo.Log.TurnIsSlow(CoarseClock.FromTicks(held), activation, thread.Link.Live?.Describe());
        }
    }

    private sealed class Watch
    {
        public Activation? Activation;
        public int Items;
        public int Since;
        public int NextReport;
    }
}
