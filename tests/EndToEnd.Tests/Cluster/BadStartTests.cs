using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using OrleansAgents.Cluster;

namespace OrleansAgents.EndToEnd.Tests.Cluster;

/// <summary>A process that cannot start says why in its last line, names the setting, and ends with 1.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class BadStartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bad-start-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Start_OnAPortInUse_NamesPortAndSetting()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await AssertRefusedAsync(OperatedCluster.SiloProgram, [$"127.0.0.1:{port}", "Silo:Port"], $"--Silo:Port={port}", $"--Silo:GatewayPort={Launcher.FreePorts(1)[0]}");
    }

    [Fact]
    public async Task Start_WithoutItsDatabase_NamesDatabaseAndSetting()
    {
        var port = Launcher.FreePorts(1)[0];
        string[] settings = ["--Cluster:Store=postgres", $"--Cluster:ConnectionString=Host=127.0.0.1;Port={port};Username=nobody;Database=nothing"];
        await AssertRefusedAsync(OperatedCluster.GatewayProgram, [$"127.0.0.1:{port}/nothing", "Cluster:ConnectionString"], settings);
    }

    [Fact]
    public async Task Start_OnAFileOfANewerVersion_NamesTheFileAndLeavesIt()
    {
        var file = Path.Combine(_folder.FullName, "assistant.db");
        SqliteConnectionStringBuilder connect = new() { DataSource = file, Pooling = false };
        using (SqliteConnection connection = new(connect.ConnectionString))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE later (x); PRAGMA application_id = 1329678163; PRAGMA user_version = 9999";
            command.ExecuteNonQuery();
        }

        await AssertRefusedAsync(OperatedCluster.SiloProgram, [file, "9999", "newer program", "Data:Folder"], ProgramRun.Ports());
    }

    [Fact]
    public async Task Start_OfASiloWithoutAStore_NamesTheSetting()
        => await AssertRefusedAsync(OperatedCluster.SiloProgram, ["Cluster:Store is none"], "--Cluster:Store=none");

    [Fact]
    public async Task Start_WhereOthersReachItWithoutASecret_NamesTheSetting()
        => await AssertRefusedAsync(OperatedCluster.SiloProgram, ["Cluster:Secret"], ["--Silo:ListenOnAny=true", .. ProgramRun.Ports()]);

    private async Task AssertRefusedAsync(string program, string[] expected, params string[] settings)
    {
        var (code, text) = await ProgramRun.RunAsync(program, [$"--Data:Folder={_folder.FullName}", .. settings]);
        Assert.True(code == 1, $"{code}: {text}");
        var last = text.TrimEnd().Split('\n')[^1];
        Assert.All(expected, part => Assert.Contains(part, last, StringComparison.Ordinal));
    }
}
