using System.Diagnostics;
using System.Net;
using OrleansAgents.Cluster;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Cluster;

/// <summary>Silos and gateways as processes, handled with the commands that an operator has.</summary>
internal sealed class OperatedCluster : IAsyncDisposable
{
    /// <summary>Far more than any of it takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>So long that a machine that runs much else does not cost a silo that is well. One that was killed is replaced at once all the same: its port refuses connections.</summary>
    public const string LeaseSeconds = "20";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cluster-");

    public static string SiloProgram => Path.Combine(AppContext.BaseDirectory, "OrleansAgents.Silo.dll");

    public static string GatewayProgram => Path.Combine(AppContext.BaseDirectory, "OrleansAgents.Gateway.dll");

    public string DataFolder => Path.Combine(_folder.FullName, "data");

    public ClusterState State => ClusterState.Load(_folder.FullName)!;

    public static async Task<OperatedCluster> StartAsync(int silos, int gateways, string store)
    {
        OperatedCluster cluster = new();
        try
        {
            await cluster.RunAsync("up", "--silos", $"{silos}", "--gateways", $"{gateways}", "--store", store, "--lease", LeaseSeconds, "--silo-program", SiloProgram, "--gateway-program", GatewayProgram);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (code, text) = await TryAsync(arguments);
        Assert.True(code == 0, $"{string.Join(' ', arguments)} ended with {code}: {text}");
        return text;
    }

    public async Task<(int Code, string Text)> TryAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using var synchronized = TextWriter.Synchronized(output);
        var code = await Commands.RunAsync([.. arguments, "--folder", _folder.FullName], synchronized, synchronized);
        return (code, output.ToString());
    }

    public Uri AddressOf(string node) => new($"http://127.0.0.1:{State.Find(node).Port}");

    /// <summary>A new guest's token; both gateways take it.</summary>
    public async Task<string> GuestAsync()
    {
        using ApiClient guest = new(AddressOf("g1"), token: null);
        return (await guest.PostAsync("/v1/guests")).Json.GetProperty("token").GetString()!;
    }

    /// <summary>Asks again and again until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(watch.Elapsed < Patience, $"After {Patience.TotalSeconds:0} s {what} was not so.");
            await Task.Delay(100);
        }
    }

    /// <summary>Whether a node says that it is ready.</summary>
    public async Task<bool> IsReadyAsync(string node)
    {
        using ApiClient client = new(AddressOf(node), token: null);
        return (await client.GetAsync("/health/ready")).Status == HttpStatusCode.OK;
    }

    public async ValueTask DisposeAsync()
    {
        if (ClusterState.Load(_folder.FullName) is { } state)
        {
            // Killed, not asked: what a test leaves may be unable to end in good order. What that order is, other tests show.
            foreach (var node in state.Nodes)
            {
                node.Process?.Signal("KILL");
            }

            await TryAsync("down");
        }

        _folder.Delete(recursive: true);
    }
}

/// <summary>Three silos and two gateways on SQLite, for the tests of a class, which leave all of them running.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    internal OperatedCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync() => Cluster = await OperatedCluster.StartAsync(silos: 3, gateways: 2, "sqlite");

    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}
