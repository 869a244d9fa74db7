using OrleansAgents.Bench.Workloads;

namespace OrleansAgents.Bench.Driving;

/// <summary>
/// Runs the windows. Each engine has a process of its own; a round is one window on each, and rounds change which goes first, so
/// that a machine that slows down during the run slows both.
/// </summary>
internal sealed class Driver(BenchOptions options, BenchReport report)
{
    private readonly Dictionary<string, EngineProcess> _processes = [];

    public async Task Run()
    {
        foreach (var benchmark in options.Benchmarks)
        {
            if (benchmark == Catalog.Build)
            {
                await new BuildBenchmark(options, report).Run();
                continue;
            }

            foreach (var workload in Catalog.WorkloadsOf(benchmark).Where(workload => options.Workload is null || options.Workload == workload))
            {
                await Measure(workload, freshProcess: benchmark == Catalog.Activations, ownProcess: Catalog.HasPeers(workload));
            }
        }

        await StopProcesses();
    }

    private async Task Measure(string workload, bool freshProcess, bool ownProcess)
    {
        if (ownProcess)
        {
            await StopProcesses();
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var engine in round % 2 == 0 ? options.Engines : options.Engines.AsEnumerable().Reverse())
            {
                if (freshProcess)
                {
                    await StopProcesses();
                }

                if (!_processes.TryGetValue(engine, out var process))
                {
                    process = EngineProcess.Start(engine, options.Programs[engine], options.Activations, options.Benchmarks.Contains(Catalog.Storage));
                    _processes.Add(engine, process);
                }

                var result = await process.Window(new WindowRequest(workload, options.Window.TotalSeconds, options.QuietWait.TotalSeconds));
                report.Add(engine, workload, result);
            }
        }

        if (ownProcess)
        {
            await StopProcesses();
        }

        report.Print(workload);
    }

    private async Task StopProcesses()
    {
        foreach (var process in _processes.Values)
        {
            await process.DisposeAsync();
        }

        _processes.Clear();
    }
}
