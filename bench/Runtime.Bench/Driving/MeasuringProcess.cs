using System.Text.Json;
using OrleansAgents.Bench.Measuring;
using OrleansAgents.Bench.Workloads;

namespace OrleansAgents.Bench.Driving;

/// <summary>
/// The process that hosts the silo and its callers. It measures nothing by itself: it runs a window each time a line on standard
/// input asks for one, and idles otherwise, so that another engine's process can have the machine in between.
/// </summary>
internal static class MeasuringProcess
{
    public const string Argument = "measure";

    public static async Task Run(int activations, bool withServers)
    {
        var directory = Directory.CreateTempSubdirectory("orleansagents-bench-");
        try
        {
            await using var silo = await BenchSilo.Start(directory.FullName, withServers);
            await Answer(silo, activations);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task Answer(BenchSilo silo, int activations)
    {
        var workloads = new Dictionary<string, Workload?>();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var request = JsonSerializer.Deserialize<WindowRequest>(line)!;
            if (!workloads.TryGetValue(request.Workload, out var workload))
            {
                workload = await Catalog.Create(request.Workload, silo, activations);
                workloads.Add(request.Workload, workload);
                await (workload?.WarmUp() ?? Task.CompletedTask);
            }

            var result = workload is null ? new WindowResult(null, null) : await Measure(workload, request);
            Console.WriteLine(JsonSerializer.Serialize(result));
        }

        foreach (var workload in workloads.Values)
        {
            if (workload is not null) await workload.DisposeAsync();
        }
    }

    private static async Task<WindowResult> Measure(Workload workload, WindowRequest request)
    {
        await Noise.WaitForQuiet(TimeSpan.FromSeconds(request.QuietWaitSeconds));
        var noise = new Noise();
        var figures = await workload.Measure(TimeSpan.FromSeconds(request.Seconds));
        var others = noise.OtherCores();
        return new WindowResult(new Dictionary<string, double>(figures), double.IsNaN(others) ? null : others);
    }
}
