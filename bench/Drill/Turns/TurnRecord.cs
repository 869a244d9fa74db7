using System.Runtime.InteropServices;

namespace OrleansAgents.Drill.Turns;

/// <summary>One turn, as the silo that took it wrote it down while it did. Times are those of the machine's monotonic clock, which all its processes read alike; zero for what has not happened.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TurnRecord
{
    /// <summary>Bytes of a record in the file.</summary>
    public const int Bytes = 40;

    /// <summary>One more than the record's place among all of the file, so that an old record of the ring is not taken for a new one.</summary>
    public long Number;
    public long Grain;
    public long Began;

    /// <summary>When the second segment began, in a turn that has one.</summary>
    public long Resumed;
    public long Ended;

    /// <summary>The last that is known of it.</summary>
    public readonly long LastStamp => Math.Max(Began, Math.Max(Resumed, Ended));
}
