using System.Xml.Linq;

namespace OrleansAgents.Compat.Tests;

public sealed class ProjectRewriterTests
{
    [Fact]
    public void Rewrite_OrleansReference_BecomesAnItemWithTheSameCondition()
    {
        var project = Rewrite("""<PackageReference Include="Microsoft.Orleans.Server" Version="10.0.0" Condition="'$(X)' == 'y'" />""");

        var item = Assert.Single(project.Descendants("OrleansPackage"));
        Assert.Equal(("Microsoft.Orleans.Server", "'$(X)' == 'y'"), (item.Attribute("Include")?.Value, item.Attribute("Condition")?.Value));
        Assert.Empty(project.Descendants("PackageReference"));
    }

    [Fact]
    public void Rewrite_GlobalReference_BecomesAnItem() =>
        Assert.Single(Rewrite("""<GlobalPackageReference Include="microsoft.orleans.sdk" Version="9.0.0" />""").Descendants("OrleansPackage"));

    [Theory]
    [InlineData("""<PackageReference Update="Microsoft.Orleans.Sdk" Version="9.0.0" />""")]
    [InlineData("""<PackageReference Update="Microsoft.Orleans.*" VersionOverride="9.0.0" />""")]
    [InlineData("""<PackageVersion Include="Microsoft.Orleans.Sdk" Version="9.0.0" />""")]
    public void Rewrite_VersionOfOrleans_Disappears(string item) => Assert.Empty(Rewrite(item).Descendants("ItemGroup").Elements());

    [Fact]
    public void Rewrite_ListOfPackages_KeepsTheOthers()
    {
        var project = Rewrite("""<PackageReference Include="Bogus;Microsoft.Orleans.Sdk" />""");

        Assert.Equal("Bogus", Assert.Single(project.Descendants("PackageReference")).Attribute("Include")?.Value);
        Assert.Equal("Microsoft.Orleans.Sdk", Assert.Single(project.Descendants("OrleansPackage")).Attribute("Include")?.Value);
    }

    [Theory]
    [InlineData("10.0.5", false)]
    [InlineData("9.0.0", false)]
    [InlineData("11.0.0", true)]
    public void Rewrite_FrameworkPackage_StaysOnlyIfNewer(string version, bool stays)
    {
        var project = Rewrite($"""<PackageReference Include="Microsoft.Extensions.Hosting" Version="{version}" />""");

        Assert.Equal(stays, project.Descendants("PackageReference").Any());
        Assert.Equal(!stays, project.Descendants("FrameworkPackage").Any());
    }

    [Fact]
    public void Rewrite_FrameworkPackageOfABrowserProject_Stays() =>
        Assert.Single(Rewrite("""<PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.0" />""", usesSharedFramework: false).Descendants("PackageReference"));

    [Theory]
    [InlineData("<TargetFramework>net8.0</TargetFramework>")]
    [InlineData("<TargetFrameworks>net8.0;net9.0</TargetFrameworks>")]
    public void Rewrite_TargetFramework_IsLeftToTheImportedProps(string property)
    {
        var project = XDocument.Parse($"<Project><PropertyGroup>{property}<Nullable>enable</Nullable></PropertyGroup></Project>");

        Rewriter().Rewrite(project, usesSharedFramework: true);

        Assert.Equal(["Nullable"], project.Descendants("PropertyGroup").Elements().Select(element => element.Name.LocalName));
    }

    [Theory]
    [InlineData("NU1101", "Unable to find package MudBlazor. No packages exist with this id in source(s): nuget.org", "MudBlazor")]
    [InlineData("NU1102", "Unable to find package Azure.Identity with version (>= 99.0.0)", "Azure.Identity")]
    [InlineData("NU1100", "Unable to resolve 'Spectre.Console (>= 0.49.1)' for 'net10.0'.", "Spectre.Console")]
    [InlineData("NU1010", "The following PackageReference items do not define a corresponding PackageVersion item: Bogus.", null)]
    public void MissingPackage_ErrorOfRestore_NamesThePackage(string code, string message, string? package) =>
        Assert.Equal(package, Restore.MissingPackage(new Diagnostic("p.csproj", 0, 0, code, message, null)));

    private static XDocument Rewrite(string item, bool usesSharedFramework = true)
    {
        var project = XDocument.Parse($"<Project><ItemGroup>{item}</ItemGroup></Project>");
        Rewriter().Rewrite(project, usesSharedFramework);
        return project;
    }

    private static ProjectRewriter Rewriter() =>
        new(new FrameworkPackages(FrameworkPackages.Parse(["Microsoft.Extensions.Hosting|10.0.0"])), new Dictionary<string, string>());
}
