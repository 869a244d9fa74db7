using System.Text.Json;
using OrleansAgents.Drill.Running;
using OrleansAgents.EndToEnd.Tests.Cluster;

namespace OrleansAgents.EndToEnd.Tests.Drills;

/// <summary>The smallest of the drills, for what must hold on any machine at any speed; how long things take, './dev drill' measures.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class KillDrillTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kill-drill-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Kill_OfASiloUnderCalls_EveryGrainComesBack_AndNoneRunsTwice()
    {
        var json = Path.Combine(_folder.FullName, "report.json");
        using StringWriter output = new();
        await DrillCommand.RunAsync(["kill", "--store", "sqlite", "--grains", "60", "--repeats", "1", "--lease", OperatedCluster.LeaseSeconds, "--json", json], output, output);
        Assert.True(File.Exists(json), output.ToString());

        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(json));
        var repeat = Assert.Single(report.RootElement.GetProperty("repeats").EnumerateArray());
        Assert.NotEqual(0, repeat.GetProperty("grains").GetInt32());
        Assert.Equal(0, repeat.GetProperty("grainsLost").GetInt32());
        Assert.NotEqual(0, repeat.GetProperty("turns").GetInt32());
        Assert.Equal(0, repeat.GetProperty("overlaps").GetInt32());
    }

    [Theory]
    [InlineData("burn")]
    [InlineData("kill", "--grains", "29")]
    [InlineData("kill", "--store", "paper")]
    [InlineData("kill", "--repeats")]
    [InlineData("partition", "--store", "sqlite")]
    public async Task Arguments_ThatMakeNoDrill_AreRefused(params string[] arguments)
    {
        using StringWriter output = new();
        Assert.Equal(2, await DrillCommand.RunAsync(arguments, output, output));
        Assert.Contains("./dev help drill", output.ToString(), StringComparison.Ordinal);
    }
}
