using System.Xml.Linq;

namespace OrleansAgents.Compat.Tests;

public sealed class BroughtAlongTests
{
    private const string Uses = "using Newtonsoft.Json;\nclass C;";

    [Fact]
    public void Add_SourcesThatUseIt_GetAReferenceWithOrWithoutCentralVersions()
    {
        var project = Project("");

        Assert.True(BroughtAlong.Add(project, ["class D;", Uses]));

        var references = project.Descendants("PackageReference").ToList();
        Assert.Equal(["Newtonsoft.Json", "Newtonsoft.Json"], references.Select(reference => reference.Attribute("Include")?.Value));
        Assert.Single(references, reference => reference.Attribute("Version") is not null && reference.Attribute("Condition")!.Value.Contains("!=", StringComparison.Ordinal));
        Assert.Single(references, reference => reference.Attribute("VersionOverride") is not null && reference.Attribute("Condition")!.Value.Contains("==", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "class C;")]
    [InlineData("", "using MyNewtonsoft.Json;")]
    [InlineData("""<PackageReference Include="newtonsoft.json" Version="12.0.0" />""", Uses)]
    public void Add_NotNeededOrAlreadyThere_ChangesNothing(string item, string source)
    {
        var project = Project(item);

        Assert.False(BroughtAlong.Add(project, [source]));
        Assert.Equal(Project(item).ToString(), project.ToString());
    }

    [Theory]
    [InlineData("Microsoft.Orleans.Server", true)]
    [InlineData("Microsoft.Orleans.Persistence.AdoNet", true)]
    [InlineData("microsoft.orleans.core.abstractions", false)]
    [InlineData("Microsoft.Orleans.Serialization", false)]
    public void ComesWith_PackagesOnTheCore(string package, bool comes) => Assert.Equal(comes, BroughtAlong.ComesWith(package));

    private static XDocument Project(string item) => XDocument.Parse($"<Project><ItemGroup>{item}</ItemGroup></Project>");
}
