using System.Diagnostics;
using OrleansAgents.EndToEnd.Tests.Cluster;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Settings;

/// <summary>The gateway's own program in a process of its own, started as an operator starts it: with variables of its environment and arguments.</summary>
internal sealed class HostRun : IAsyncDisposable
{
    private const string Listens = "Now listening on: ";

    /// <summary>Far longer than a start takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly Task<string> _rest;

    private HostRun(DirectoryInfo folder, Process process, Uri address)
    {
        (_folder, _process, Address) = (folder, process, address);

        // A program whose output nobody reads stops at the first line that does not fit.
        _rest = process.StandardOutput.ReadToEndAsync();
    }

    public Uri Address { get; }

    /// <summary>Starts the program and waits until it listens.</summary>
    public static async Task<HostRun> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("host-");
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, WorkingDirectory = folder.FullName };
        foreach (var argument in (string[])[OperatedCluster.GatewayProgram, "--Urls=http://127.0.0.1:0", $"--Data:Folder={folder.FullName}", .. ProgramRun.Ports(), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        using CancellationTokenSource patience = new(Patience);
        List<string> lines = [];
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            lines.Add(line);
            if (line.IndexOf(Listens, StringComparison.Ordinal) is var at and >= 0)
            {
                return new HostRun(folder, process, new Uri(line[(at + Listens.Length)..].Trim()));
            }
        }

        throw new InvalidOperationException($"The program ended before it listened: {string.Join('\n', lines)}");
    }

    /// <summary>A client with the token of a new guest.</summary>
    public async Task<ApiClient> GuestAsync()
    {
        using ApiClient nobody = new(Address, token: null);
        return new ApiClient(Address, (await nobody.PostAsync("/v1/guests")).Json.GetProperty("token").GetString());
    }

    /// <summary>Killed: how it ends in good order is shown elsewhere.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _rest;
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
