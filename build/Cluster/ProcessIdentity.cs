using System.Diagnostics;
using System.Globalization;

namespace OrleansAgents.Cluster;

/// <summary>
/// A process that cannot be mistaken for another: its number and when it started. Numbers are used again, and a command that comes a day later must not end a stranger that has the number by then.
/// </summary>
internal sealed record ProcessIdentity(int Pid, long Started)
{
    /// <summary>The process that has a number now; null if none has.</summary>
    public static ProcessIdentity? Of(int pid) => Read(pid) is { } found ? new ProcessIdentity(pid, found.Started) : null;

    /// <summary>Whether this very process still runs or stands.</summary>
    public bool IsAlive => Read(Pid) is { } found && found.Started == Started && found.State is not 'Z' and not 'X';

    /// <summary>Whether it was stopped by a signal and waits to go on.</summary>
    public bool IsPaused => IsAlive && Read(Pid) is { State: 'T' };

    /// <summary>Sends a signal if the process is still this one.</summary>
    /// <returns>False if it has ended.</returns>
    public bool Signal(string signal)
    {
        if (!IsAlive)
        {
            return false;
        }

        // It may end between the look and the signal; that is no news for the terminal.
        ProcessStartInfo start = new("kill", [$"-{signal}", Pid.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true };
        using var kill = Process.Start(start)!;
        kill.WaitForExit();
        return kill.ExitCode == 0;
    }

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
