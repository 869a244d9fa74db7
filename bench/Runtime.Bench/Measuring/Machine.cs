using System.Globalization;
using System.Runtime.InteropServices;

namespace OrleansAgents.Bench.Measuring;

/// <summary>
/// The machine under the benchmark: what it is, and how busy others keep it. Busy time is read from Linux' /proc; elsewhere it
/// is unknown (NaN), windows then run at once and their noise is reported as unknown, not as zero.
/// </summary>
internal static class Machine
{
    /// <summary>/proc counts in hundredths of a second on every supported architecture.</summary>
    private const double TicksPerSecond = 100;

    public static string CpuModel { get; } = ReadCpuModel();

    public static int Cores => Environment.ProcessorCount;

    public static string DotnetVersion => RuntimeInformation.FrameworkDescription;

    public static string OperatingSystem => RuntimeInformation.OSDescription;

    /// <summary>Where files of a benchmark lie: in memory (tmpfs) a flush costs nothing, and a figure of durable writes means nothing.</summary>
    public static string TemporaryFileSystem => new DriveInfo(Path.GetTempPath()).DriveFormat;

    /// <summary>CPU time of all processes since boot, in seconds; NaN where it cannot be read.</summary>
    public static double BusySeconds()
    {
        if (!File.Exists("/proc/stat"))
        {
            return double.NaN;
        }

        // cpu user nice system idle iowait irq softirq steal: all but idle and iowait is time that we could not have had.
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Number(fields[1]) + Number(fields[2]) + Number(fields[3]) + Number(fields[6]) + Number(fields[7]) + Number(fields[8])) / TicksPerSecond;
    }

    /// <summary>CPU time, user and system, of this process and of those children that have ended, in seconds.</summary>
    public static double OwnSeconds()
    {
        var own = Environment.CpuUsage.TotalTime.TotalSeconds;
        if (!File.Exists("/proc/self/stat"))
        {
            return own;
        }

        // The name in parentheses may contain blanks; after it, cutime and cstime are the 14th and 15th field.
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return own + ((Number(fields[13]) + Number(fields[14])) / TicksPerSecond);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string ReadCpuModel()
    {
        if (!File.Exists("/proc/cpuinfo"))
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }

        var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
