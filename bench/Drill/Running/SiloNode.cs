using System.Diagnostics;
using OrleansAgents.Cluster;
using OrleansAgents.Drill.Turns;

namespace OrleansAgents.Drill.Running;

/// <summary>One silo of the drill, process after process; its ports stay.</summary>
internal sealed class SiloNode(int number, string address, int siloPort, int gatewayPort)
{
    public int Number => number;

    public string Address => address;

    public int SiloPort => siloPort;

    public int GatewayPort => gatewayPort;

    /// <summary>Of the process that runs now; each process of a drill has its own.</summary>
    public int Run { get; set; }

    public ProcessIdentity? Process { get; set; }

    /// <summary>Where its process runs; null for the network of the drill itself.</summary>
    public string? Namespace { get; init; }

    /// <summary>The turns of its processes since the last reading.</summary>
    public List<LoggedRun> Runs { get; } = [];

    public bool IsAlive => Process?.IsAlive == true;

    /// <summary>User and system time of its process so far.</summary>
    public TimeSpan Cpu()
    {
        using var process = System.Diagnostics.Process.GetProcessById(Process!.Pid);
        return process.TotalProcessorTime;
    }

    /// <summary>Ends it at once.</summary>
    public void Kill() => Process!.Signal("KILL");

    /// <summary>Stops it in its tracks.</summary>
    public void Pause() => Process!.Signal("STOP");

    /// <summary>Lets it go on.</summary>
    public void Wake()
    {
        Runs[^1].WokenAt = Stopwatch.GetTimestamp();
        Process!.Signal("CONT");
    }

    public void Terminate() => Process!.Signal("TERM");
}

/// <summary>The log of one process.</summary>
internal sealed class LoggedRun(int run, string file) : IDisposable
{
    private TurnLogReader? _reader;

    public int Run => run;

    /// <summary>When the process was told to go on; null if it was not stopped.</summary>
    public long? WokenAt { get; set; }

    /// <summary>What it wrote since the last reading. Empty if it has not made its file yet.</summary>
    public SiloTurns Read()
    {
        if (_reader is null && File.Exists(file))
        {
            _reader = new TurnLogReader(file);
        }

        return new SiloTurns(run, _reader?.Read() ?? [], WokenAt);
    }

    /// <summary>Its process has ended and its turns have been read: the file goes.</summary>
    public void Dispose()
    {
        _reader?.Dispose();
        File.Delete(file);
    }
}
