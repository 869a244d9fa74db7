using System.Diagnostics;
using OrleansAgents.Bench.Measuring;

namespace OrleansAgents.Bench.Driving;

/// <summary>
/// Times clean builds of one and the same application: once without grains, as plain C#, and once on each engine. What is timed is
/// the compilation that a developer waits for: packages are restored before, the engine is referenced as built assemblies, as a
/// package would bring them, and the outputs of the last build are deleted.
/// </summary>
internal sealed class BuildBenchmark(BenchOptions options, BenchReport report)
{
    private const string Workload = "build";

    public async Task Run()
    {
        var root = Directory.CreateTempSubdirectory("orleansagents-bench-build-");
        try
        {
            var plain = await Prepare(root, "plain", GeneratedApplication.PlainProject());
            var projects = new Dictionary<string, string>();
            foreach (var engine in options.Engines)
            {
                projects[engine] = await Prepare(root, engine, engine == "builtin" ? GeneratedApplication.BuiltinProject(options.Repository) : GeneratedApplication.MicrosoftProject());
            }

            for (var round = 0; round < options.Rounds; round++)
            {
                var plainSeconds = await Build(plain);
                foreach (var engine in round % 2 == 0 ? options.Engines : options.Engines.AsEnumerable().Reverse())
                {
                    var seconds = await Build(projects[engine]);
                    report.Add(engine, Workload, new WindowResult(new() { ["build_s"] = seconds.Seconds }, seconds.OtherCores));
                    report.Add(engine, Workload, new WindowResult(new() { ["plain_build_s"] = plainSeconds.Seconds }, plainSeconds.OtherCores));
                }
            }
        }
        finally
        {
            root.Delete(recursive: true);
        }

        report.Print(Workload);
    }

    private static async Task<string> Prepare(DirectoryInfo root, string name, string project)
    {
        var directory = root.CreateSubdirectory(name).FullName;
        GeneratedApplication.WriteSources(directory, withGrains: name != "plain");

        // Settings of whatever directory the temporary folder lies in must not reach the project.
        await File.WriteAllTextAsync(Path.Combine(directory, "Directory.Build.props"), "<Project />\n");
        await File.WriteAllTextAsync(Path.Combine(directory, "Directory.Build.targets"), "<Project />\n");
        await File.WriteAllTextAsync(Path.Combine(directory, "Directory.Packages.props"), "<Project />\n");
        var file = Path.Combine(directory, "Application.csproj");
        await File.WriteAllTextAsync(file, project);
        await Dotnet("restore", file);
        return file;
    }

    private async Task<(double Seconds, double? OtherCores)> Build(string project)
    {
        var directory = Path.GetDirectoryName(project)!;
        foreach (var output in new[] { Path.Combine(directory, "bin"), Path.Combine(directory, "obj", "Debug") }.Where(Directory.Exists))
        {
            Directory.Delete(output, recursive: true);
        }

        await Noise.WaitForQuiet(options.QuietWait);
        var noise = new Noise();
        var start = Stopwatch.GetTimestamp();
        await Dotnet("build", project, "--no-restore");
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var others = noise.OtherCores();
        return (seconds, double.IsNaN(others) ? null : others);
    }

    private static async Task Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [.. arguments, "-v:q", "-nologo"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'dotnet {string.Join(' ', arguments)}' failed with exit code {process.ExitCode}:\n{output}");
        }
    }
}
