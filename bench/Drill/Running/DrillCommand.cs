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
        var keepsLogs = options.Keep;
        try
        {
            return options.Drill == DrillOptions.Scale ? await ScaleAsync(options, folder, output, stop.Token) : await RunAsync(options, folder, output, stop.Token);
        }
        catch (OperatorException problem)
        {
            keepsLogs = true;
            await error.WriteLineAsync(problem.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("The drill was stopped; its processes have ended.");
            return 1;
        }
        catch (NotPossibleException problem)
        {
            await error.WriteLineAsync($"This drill is not possible here, and nothing was measured: {problem.Message}");
            return 3;
        }
        finally
        {
            if (keepsLogs)
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

    private static async Task<int> RunAsync(DrillOptions options, string folder, TextWriter output, CancellationToken cancellationToken)
    {
        await using var networks = options.Drill == "partition" ? await SiloNetworks.CreateAsync(options.Silos) : null;
        var fault = Fault.Of(options, networks);
        DrillReport report = new(options, fault);
        return await ReportAsync(report, options, output, async () =>
        {
            await using DrillCluster cluster = new(options, folder, StoreOf(options, folder, networks));
            await cluster.StartAsync(options.Silos, networks?.Silos, cancellationToken);
            await new DrillRun(options, cluster, fault, report, output).RunAsync(cancellationToken);
        });
    }

    private static async Task<int> ScaleAsync(DrillOptions options, string folder, TextWriter output, CancellationToken cancellationToken)
    {
        ScaleReport report = new(options);
        return await ReportAsync(report, options, output, async () =>
        {
            await using DrillCluster cluster = new(options, folder, StoreOf(options, folder, networks: null));
            await new ScaleRun(options, cluster, report, output).RunAsync(cancellationToken);
        });
    }

    /// <summary>What was measured until something went wrong is reported all the same.</summary>
    private static async Task<int> ReportAsync(IReport report, DrillOptions options, TextWriter output, Func<Task> run)
    {
        try
        {
            await run();
        }
        finally
        {
            report.WriteEnd(output);
            if (options.JsonFile is { } file && report.HasResults)
            {
                report.Save(file);
            }
        }

        return report.IsMet ? 0 : 1;
    }

    private static IDrillStore StoreOf(DrillOptions options, string folder, SiloNetworks? networks) => options.Store == StoreClustering.Sqlite
        ? new SqliteStore(Path.Combine(folder, "cluster.db"))
        : networks is null ? new PostgresStore(Path.Combine(folder, "postgres.log"))
        : new PostgresStore(Path.Combine(folder, "postgres.log"), networks.StoreAddress, networks.StoreNetwork);
}
