using OrleansAgents.Connectors.Mcp;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Assistant.Tests.Mcp;

public sealed class McpSettingsTests
{
    [Fact]
    public void Settings_Default_AreValid() => Assert.True(new McpOptionsValidator().Validate(null, new McpOptions()).Succeeded);

    [Fact]
    public void Settings_Wrong_AreNamed()
    {
        McpOptions options = new()
        {
            Servers = { ["Bad Name"] = new() { Command = "x" }, ["none"] = new(), ["both"] = new() { Command = "x", Url = "http://a" }, ["user"] = new() { Url = "http://me:secret@a" } },
            AllowedUrls = ["ftp://a"],
            Manifests = "/no/such/folder",
            ResultBytes = 1,
            Rest = TimeSpan.Zero,
        };

        var problems = new McpOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.All(
            (string[])["Mcp:Servers:Bad Name", "Mcp:Servers:none has neither", "Mcp:Servers:both has both", "Mcp:Servers:user:Url", "Mcp:AllowedUrls has 'ftp://a'", "Mcp:Manifests", "Mcp:ResultBytes", "Mcp:Rest is"],
            start => Assert.Contains(problems, problem => problem.StartsWith(start, StringComparison.Ordinal)));
        Assert.All(problems, static problem => Assert.DoesNotContain("secret", problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("rm -rf /")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://me:secret@host/mcp")]
    public void Manifest_AddressThatIsNeitherNameNorUrl_IsRefused(string address)
    {
        var problem = Assert.Throws<ManifestException>(() => McpRun.ManifestOf(address));

        Assert.Equal("endpoint.address", problem.Path);
    }

    [Fact]
    public void Manifest_OfServer_IsTheSameAfterWriting()
    {
        var manifest = McpRun.ManifestOf("tests");

        var again = ManifestJson.Read(ManifestJson.Write(manifest));

        Assert.Equal((EndpointKind.Mcp, "tests", "wrong"), (again.Endpoint.Kind, again.Endpoint.Address, again.Skills[1].Tool));
        Assert.Null(again.Skills[0].Tool);
    }
}
