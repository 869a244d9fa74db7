using System.Diagnostics;

namespace OrleansAgents.Compat;

/// <summary>The .NET SDK as a child process.</summary>
internal static class DotnetCommand
{
    /// <summary>Where the running .NET is installed.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));

    /// <summary>SDKs for projects that come with the .NET SDK; others would have to be downloaded.</summary>
    public static IReadOnlySet<string> InstalledSdks() =>
        Directory.Exists(Path.Combine(Root, "sdk"))
            ? Directory.GetDirectories(Path.Combine(Root, "sdk")).Select(sdk => Path.Combine(sdk, "Sdks")).Where(Directory.Exists)
                .SelectMany(Directory.GetDirectories).Select(Path.GetFileName).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase)
            : new HashSet<string>();

    /// <returns>The lines of its standard output, which is where MSBuild reports errors.</returns>
    public static async Task<IReadOnlyList<string>> Run(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [.. arguments, "-nologo", "-tl:off", "-v:q", "-clp:NoSummary;ErrorsOnly;DisableConsoleColor", "-nodeReuse:false"])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
        };

        // Error texts are read by a program.
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["VSLANG"] = "1033";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Split('\n');
    }
}
