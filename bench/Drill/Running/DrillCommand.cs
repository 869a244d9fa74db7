using System.Runtime.InteropServices;
using OrleansAgents.Cluster;
using OrleansAgents.Drill.Faults;
using OrleansAgents.Drill.Reporting;
using OrleansAgents.Drill.Silos;
using OrleansAgents.Drill.Stores;

namespace OrleansAgents.Drill.Running;

/// <summary>'./dev drill'.</summary>
internal static class DrillCommand
{
    /// <returns>The exit code: 0 all budgets kept, 1 one missed or the drill could not be ended, 2 wrong arguments, 3 the machine does not allow this drill.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        DrillOptions options;
        try
        {
            options = DrillOptions.Parse(arguments);
        }
        catch (ArgumentException problem)
        {
            await error.WriteLineAsync($"{problem.Message} './dev help drill' explains.");
            return 2;
        }

        using CancellationTokenSource stop = new();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var folder = Directory.CreateTempSubdirectory("drill-").FullName;
        var fault = Fault.Of(options);
        DrillReport report = new(options, fault);
        try
        {
            await using DrillCluster cluster = new(options, folder, StoreOf(options, folder));
            await cluster.StartAsync(networks: null, stop.Token);
            await new DrillRun(options, cluster, fault, report, output).RunAsync(stop.Token);
        }
        catch (OperatorException problem)
        {
            await error.WriteLineAsync(problem.Message);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("The drill was stopped; its processes have ended.");
        }

        report.WriteEnd(output);
        if (options.JsonFile is { } file)
        {
            report.Save(file);
        }

        if (options.Keep)
        {
            await output.WriteLineAsync($"the silos' logs are in {folder}");
        }
        else
        {
            Directory.Delete(folder, recursive: true);
        }

        return report.IsMet ? 0 : 1;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static IDrillStore StoreOf(DrillOptions options, string folder) => options.Store == StoreClustering.Sqlite
        ? new SqliteStore(Path.Combine(folder, "cluster.db"))
        : new PostgresStore(Path.Combine(folder, "postgres.log"));
}
