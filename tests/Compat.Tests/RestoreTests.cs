using System.Text.Json;

namespace OrleansAgents.Compat.Tests;

public sealed class RestoreTests
{
    private const string Assets = """
        {
          "targets": {
            "net10.0": {
              "Dashboard/1.0.0": { "type": "package", "dependencies": { "Dashboard.Core": "1.0.0" } },
              "Dashboard.Core/1.0.0": { "type": "package", "dependencies": { "Dashboard": "1.0.0", "Microsoft.Orleans.Core": "10.0.0" } },
              "Bogus/35.0.0": { "type": "package" },
              "Microsoft.Orleans.Core/10.0.0": { "type": "package" }
            }
          }
        }
        """;

    [Theory]
    [InlineData("Dashboard", true)]
    [InlineData("dashboard.core", true)]
    [InlineData("Bogus", false)]
    [InlineData("Unknown", false)]
    public void BringsOrleans_PackageOfAnAssetsFile_FollowsDependencies(string package, bool brings)
    {
        using var assets = JsonDocument.Parse(Assets);

        Assert.Equal(brings, Restore.BringsOrleans(assets.RootElement, package));
    }
}
