using System.Runtime.InteropServices;
using OrleansAgents.Cluster;
using OrleansAgents.Drill.Faults;
using OrleansAgents.Drill.Networks;
using OrleansAgents.Drill.Reporting;
using OrleansAgents.Drill.Scale;
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
        try
        {
            return options.Drill == DrillOptions.Scale
                ? await ScaleAsync(options, folder, output, error, stop.Token)
                : await RunAsync(options, folder, output, error, stop.Token);
        }
        catch (NotPossibleException problem)
        {
            await error.WriteLineAsync($"This drill is not possible here, and nothing was measured: {problem.Message}");
            return 3;
        }
        finally
        {
            if (options.Keep)
            {
                await output.WriteLineAsync($"the silos' logs are in {folder}");
            }
            else
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<int> RunAsync(DrillOptions options, string folder, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        await using var networks = options.Drill == "partition" ? await SiloNetworks.CreateAsync(options.Silos) : null;
        var fault = Fault.Of(options, networks);
        DrillReport report = new(options, fault);
        await GuardAsync(error, async () =>
        {
            await using DrillCluster cluster = new(options, folder, StoreOf(options, folder, networks));
            await cluster.StartAsync(options.Silos, networks?.Silos, cancellationToken);
            await new DrillRun(options, cluster, fault, report, output).RunAsync(cancellationToken);
        });
        report.WriteEnd(output);
        if (options.JsonFile is { } file)
        {
            report.Save(file);
        }

        return report.IsMet ? 0 : 1;
    }

    private static async Task<int> ScaleAsync(DrillOptions options, string folder, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        ScaleReport report = new(options);
        await GuardAsync(error, async () =>
        {
            await using DrillCluster cluster = new(options, folder, StoreOf(options, folder, networks: null));
            await new ScaleRun(options, cluster, report, output).RunAsync(cancellationToken);
        });
        report.WriteEnd(output);
        if (options.JsonFile is { } file)
        {
            report.Save(file);
        }

        return report.IsMet ? 0 : 1;
    }

    /// <summary>What was measured until something went wrong is reported all the same.</summary>
    private static async Task GuardAsync(TextWriter error, Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (OperatorException problem)
        {
            await error.WriteLineAsync(problem.Message);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("The drill was stopped; its processes have ended.");
        }
    }

    private static IDrillStore StoreOf(DrillOptions options, string folder, SiloNetworks? networks) => options.Store == StoreClustering.Sqlite
        ? new SqliteStore(Path.Combine(folder, "cluster.db"))
        : networks is null ? new PostgresStore(Path.Combine(folder, "postgres.log"))
        : new PostgresStore(Path.Combine(folder, "postgres.log"), networks.StoreAddress, networks.StoreNetwork);
}
