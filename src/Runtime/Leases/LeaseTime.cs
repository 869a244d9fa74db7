using System.Runtime.InteropServices;

namespace Orleans.Runtime.Leases;

/// <summary>The clock by which leases are measured: monotonic, and counting the time in which the machine is suspended.</summary>
/// <remarks>
/// .NET's timestamps are CLOCK_MONOTONIC on Linux, which stands still while the machine sleeps. A silo that woke up would take its lease for unspent while others have replaced it. CLOCK_BOOTTIME goes on. Windows' performance
/// counter goes on too; macOS' does not, so a silo there must not be suspended.
/// </remarks>
internal sealed partial class LeaseTime : TimeProvider
{
    private const int Monotonic = 1;
    private const int MonotonicCoarse = 6;
    private const int BootTime = 7;

    private LeaseTime()
    {
    }

    public override long TimestampFrequency => TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerSecond;

    /// <summary>The clock that goes with another: itself if it is not the system's.</summary>
    public static TimeProvider For(TimeProvider time) => time == System && OperatingSystem.IsLinux() && ClockGetTime(BootTime, out _) == 0 ? new LeaseTime() : time;

    /// <summary>Nanoseconds since the machine started, sleep included.</summary>
    public override long GetTimestamp()
    {
        _ = ClockGetTime(BootTime, out var time);
        return Nanoseconds(time);
    }

    /// <summary>The time of the last tick of the kernel's clock, at most ten milliseconds ago: read in a few nanoseconds, but standing still while the machine sleeps.</summary>
    public long CoarseNow
    {
        get
        {
            _ = ClockGetTime(MonotonicCoarse, out var time);
            return Nanoseconds(time);
        }
    }

    /// <summary>A timestamp as <see cref="CoarseNow"/> will show it, if the machine does not sleep until then; a little earlier if the thread is interrupted here.</summary>
    public long ToCoarse(long timestamp)
    {
        _ = ClockGetTime(Monotonic, out var monotonic);
        return timestamp - (GetTimestamp() - Nanoseconds(monotonic));
    }

    private long Nanoseconds(Timespec time) => (time.Seconds * TimestampFrequency) + time.Nanoseconds;

    // It does not block, so the runtime need not prepare for a collection meanwhile.
    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static partial int ClockGetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        // 'time_t' and 'long' are as wide as a pointer on the 64-bit systems that .NET supports, and on those of 32 bits that matter.
        private nint _seconds;
        private nint _nanoseconds;

        public readonly long Seconds => _seconds;

        public readonly long Nanoseconds => _nanoseconds;
    }
}
