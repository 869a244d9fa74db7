using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace OrleansAgents.Cluster;

/// <summary>
/// A process that cannot be mistaken for another: its number and when it started. Numbers are used again, and a command that comes a day later must not end a stranger that has the number by then.
/// </summary>
internal sealed partial record ProcessIdentity(int Pid, long Started)
{
    /// <summary>The process that has a number now; null if none has.</summary>
    public static ProcessIdentity? Of(int pid) => Read(pid) is { } found ? new ProcessIdentity(pid, found.Started) : null;

    /// <summary>Whether this very process still runs or stands.</summary>
    public bool IsAlive => Read(Pid) is { } found && found.Started == Started && found.State is not 'Z' and not 'X';

    /// <summary>Whether it was stopped by a signal and waits to go on.</summary>
    public bool IsPaused => IsAlive && Read(Pid) is { State: 'T' };

    /// <summary>Sends a signal if the process is still this one. By the system's own call: a program that sends it would itself take some milliseconds to start.</summary>
    /// <param name="signal">CONT, INT, KILL, STOP or TERM.</param>
    /// <returns>False if it has ended.</returns>
    public bool Signal(string signal) => IsAlive && Kill(Pid, NumberOf(signal)) == 0;

    /// <summary>Waits until it has ended.</summary>
    /// <returns>False if it had not after that time.</returns>
    public async Task<bool> WaitForEndAsync(TimeSpan patience)
    {
        var watch = Stopwatch.StartNew();
        while (IsAlive)
        {
            if (watch.Elapsed > patience)
            {
                return false;
            }

            await Task.Delay(50);
        }

        return true;
    }

    // STOP and CONT have other numbers on macOS, which has no /proc to read identities from either.
    private static int NumberOf(string signal) => signal switch
    {
        "INT" => 2,
        "KILL" => 9,
        "TERM" => 15,
        "CONT" => 18,
        "STOP" => 19,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "It can be CONT, INT, KILL, STOP or TERM."),
    };

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    /// <summary>The state's letter and the start in ticks since the machine's own start: the third and the twenty-second field of /proc/PID/stat. The second may contain blanks and parentheses.</summary>
    private static (char State, long Started)? Read(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return null;
        }
    }
}
