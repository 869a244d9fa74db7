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

    [Fact]
    public void Comparison_OfChangedType_FindsEachChange()
    {
        var theirs = Surface("sealed class", ["IDisposable"], ("Do()", "public void ()"), ("Go(int)", "public void (int speed)"));
        var ours = Surface("class", [], ("Go(int)", "public void (int pace)"), ("More()", "public void ()"));

        var found = Comparison.Of(theirs, ours).Select(difference => (difference.Kind, difference.Symbol));

        Assert.Equal([(DifferenceKind.Different, "Robot"), (DifferenceKind.Missing, "Robot : IDisposable"), (DifferenceKind.Missing, "Do()"), (DifferenceKind.Different, "Go(int)")], found);
    }

    [Theory]
    [InlineData("missing | Orleans.Robot.* | no robots", true)]
    [InlineData("missing | Orleans.Robot.Do() | no robots", true)]
    [InlineData("missing | Orleans.Robot | no robots", false)]
    [InlineData("different | Orleans.Robot.Do() | no robots", false)]
    public void AllowedDifference_Line_CoversWhatItNames(string line, bool covers) =>
        Assert.Equal(covers, AllowedDifference.Parse([line]).Single().Covers(new Difference(DifferenceKind.Missing, "Orleans.Robot.Do()", "")));

    [Theory]
    [InlineData("missing | Orleans.Robot")]
    [InlineData("missing | Orleans.Robot | ")]
    [InlineData("unwanted | Orleans.Robot | no robots")]
    public void AllowedDifference_LineWithoutKindOrReason_IsRefused(string line) => Assert.Throws<FormatException>(() => AllowedDifference.Parse([line]));

    private static ApiSurface Surface(string declaration, string[] bases, params (string Key, string Value)[] members) =>
        new(new Dictionary<string, ApiType> { ["Robot"] = new("Robot", declaration, bases.ToHashSet(), members.ToDictionary(member => member.Key, member => member.Value)) });

    /// <summary>The packages' folders come from the build, as assembly metadata.</summary>
    private static string[] OrleansAssemblies() =>
        [.. typeof(ApiContractTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Where(attribute => attribute.Key == "OrleansAssembly").Select(attribute => attribute.Value!)];

    private static string[] OurAssemblies() =>
        [.. new[] { "OrleansAgents.Runtime.dll", "OrleansAgents.TestingHost.dll" }.Select(name => Path.Combine(AppContext.BaseDirectory, name))];
}
