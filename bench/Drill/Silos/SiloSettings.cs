using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace OrleansAgents.Drill.Silos;

/// <summary>What a silo's process is told on its command line; the secret is in its environment, which nobody else reads.</summary>
internal sealed record SiloSettings(int Run, string Name, string Address, int SiloPort, int GatewayPort, string Store, string Data, int LeaseSeconds, bool HasTimers, string TurnLog, int Parent)
{
    /// <summary>The variable with the cluster's secret.</summary>
    public const string SecretVariable = "DRILL_SECRET";

    public IEnumerable<string> ToArguments() =>
    [
        $"--Run={Run}", $"--Name={Name}", $"--Address={Address}", $"--SiloPort={SiloPort}", $"--GatewayPort={GatewayPort}", $"--Store={Store}",
        $"--Data={Data}", $"--LeaseSeconds={LeaseSeconds}", $"--HasTimers={HasTimers}", $"--TurnLog={TurnLog}", $"--Parent={Parent}",
    ];

    public static SiloSettings Read(IConfiguration settings)
    {
        return new SiloSettings(
            Number("Run"), Text("Name"), Text("Address"), Number("SiloPort"), Number("GatewayPort"), Text("Store"), Text("Data"), Number("LeaseSeconds"), bool.Parse(Text("HasTimers")), Text("TurnLog"), Number("Parent"));

        string Text(string name) => settings[name] ?? throw new ArgumentException($"The silo of a drill was started without --{name}; only './dev drill' starts it.");
        int Number(string name) => int.Parse(Text(name), CultureInfo.InvariantCulture);
    }

    public IPAddress IPAddress => IPAddress.Parse(Address);
}
