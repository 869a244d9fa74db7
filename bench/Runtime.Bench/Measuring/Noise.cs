using System.Diagnostics;

namespace OrleansAgents.Bench.Measuring;

/// <summary>How many cores other processes use: waited for to fall before a window, and reported for each window.</summary>
internal sealed class Noise
{
    /// <summary>Above this, figures of a two-core machine have been seen to move by more than a tenth.</summary>
    public const double QuietCores = 0.15;

    private static readonly TimeSpan Probe = TimeSpan.FromMilliseconds(500);

    private readonly double _busy = Machine.BusySeconds();
    private readonly double _own = Machine.OwnSeconds();
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Cores used by others since this object was made; NaN where that is unknown.</summary>
    public double OtherCores()
    {
        var elapsed = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        return Math.Max(0, (Machine.BusySeconds() - _busy - (Machine.OwnSeconds() - _own)) / elapsed);
    }

    /// <summary>Returns when others have used little for one probe, or when <paramref name="bound"/> is over: a busy machine is reported, not waited for without end.</summary>
    public static async Task WaitForQuiet(TimeSpan bound)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < bound)
        {
            var probe = new Noise();
            await Task.Delay(Probe);
            if (!(probe.OtherCores() >= QuietCores))
            {
                return;
            }
        }
    }
}
