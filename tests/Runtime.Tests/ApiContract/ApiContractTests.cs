using System.Reflection;

namespace OrleansAgents.Runtime.Tests.ApiContract;

/// <summary>
/// Grain code written for Orleans compiles here: what Orleans' packages offer, we offer with the same signature, but for the
/// differences in <c>differences.txt</c>, each with its reason.
/// </summary>
public sealed class ApiContractTests
{
    [Fact]
    public void Surface_ComparedWithOrleans_DiffersOnlyAsListed()
    {
        var allowed = AllowedDifference.Parse(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "ApiContract", "differences.txt")));
        var found = Comparison.Of(ApiSurface.Read(OrleansAssemblies()), ApiSurface.Read(OurAssemblies())).ToList();

        var unlisted = found.Where(difference => !allowed.Any(line => line.Covers(difference))).ToList();
        Assert.True(unlisted.Count == 0, $"{unlisted.Count} differences from Orleans are not in ApiContract/differences.txt; implement them or list them with a reason:\n{string.Join('\n', unlisted)}");

        var stale = allowed.Where(line => !found.Any(line.Covers)).Select(line => line.Symbol).ToList();
        Assert.True(stale.Count == 0, $"{stale.Count} lines of ApiContract/differences.txt match no difference any more; remove them:\n{string.Join('\n', stale)}");
    }

    [Fact]
    public void Comparison_OfOrleansWithItself_FindsNothing()
    {
        var orleans = ApiSurface.Read(OrleansAssemblies());

        Assert.NotEmpty(orleans.Types);
        Assert.Empty(Comparison.Of(orleans, orleans));
    }

    [Fact]
    public void Comparison_OfOrleansWithNothing_FindsEveryType()
    {
        var orleans = ApiSurface.Read(OrleansAssemblies());

        Assert.Equal(orleans.Types.Count, Comparison.Of(orleans, ApiSurface.Read()).Count(difference => difference.Kind == DifferenceKind.Missing));
    }

    /// <summary>The packages' folders come from the build, as assembly metadata.</summary>
    private static string[] OrleansAssemblies() =>
        [.. typeof(ApiContractTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Where(attribute => attribute.Key == "OrleansAssembly").Select(attribute => attribute.Value!)];

    private static string[] OurAssemblies() =>
        [.. new[] { "OrleansAgents.Runtime.dll", "OrleansAgents.TestingHost.dll" }.Select(name => Path.Combine(AppContext.BaseDirectory, name))];
}
