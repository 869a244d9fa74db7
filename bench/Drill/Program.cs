using OrleansAgents.Drill.Running;
using OrleansAgents.Drill.Silos;

namespace OrleansAgents.Drill;

/// <summary>Two programs in one: the silo that is drilled, and what starts silos, calls them and does to them what the drill is about.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args is [SiloProcess.Argument, .. var settings]
        ? SiloProcess.RunAsync(settings)
        : DrillCommand.RunAsync(args, Console.Out, Console.Error);
}
