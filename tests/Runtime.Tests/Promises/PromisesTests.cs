using System.Reflection;
using System.Text.RegularExpressions;

namespace OrleansAgents.Runtime.Tests;

public sealed partial class PromisesTests
{
    [Fact]
    public void Promises_EachHasATest()
    {
        var shown = Shown().ToHashSet();
        var without = Promised().Where(id => !shown.Contains(id)).ToArray();
        Assert.True(without.Length == 0, $"Promises of docs/promises.md without a test: {string.Join(", ", without)}");
    }

    [Fact]
    public void Tests_NameOnlyPromisesThatExist()
    {
        var promised = Promised().ToHashSet();
        var unknown = Shown().Where(id => !promised.Contains(id)).ToArray();
        Assert.True(unknown.Length == 0, $"Tests name promises that docs/promises.md does not have: {string.Join(", ", unknown)}");
    }

    [Fact]
    public void Promises_AreNumberedOnce()
    {
        var promised = Promised().ToArray();
        Assert.NotEmpty(promised);
        Assert.Equal(promised.Length, promised.Distinct().Count());
    }

    private static IEnumerable<string> Promised()
    {
        return [.. Line().Matches(Read("promises.md")).Select(m => m.Groups[1].Value)];
    }

    /// <summary>A class may be marked for all of its tests only if it has tests.</summary>
    private static IEnumerable<string> Shown() => ShownHere().Concat(ShownByOtherProjects());

    /// <summary>Only files with tests count.</summary>
    private static IEnumerable<string> ShownByOtherProjects() =>
        from name in typeof(PromisesTests).Assembly.GetManifestResourceNames()
        where name.StartsWith("tests/", StringComparison.Ordinal)
        let source = Read(name)
        where Test().IsMatch(source)
        from Match match in Mark().Matches(source)
        select match.Groups[1].Value;

    private static string Read(string resource)
    {
        using var stream = typeof(PromisesTests).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static IEnumerable<string> ShownHere() =>
        from type in typeof(PromisesTests).Assembly.GetTypes()
        let tests = type.GetMethods().Where(m => m.GetCustomAttributes<FactAttribute>(inherit: true).Any()).ToArray()
        where tests.Length > 0
        from attribute in type.GetCustomAttributes<PromiseAttribute>().Concat(tests.SelectMany(t => t.GetCustomAttributes<PromiseAttribute>()))
        select attribute.Id;

    [GeneratedRegex(@"^\| ([A-Z]\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"^\s*\[Promise\(""([A-Z]\d+)""\)\]", RegexOptions.Multiline)]
    private static partial Regex Mark();

    [GeneratedRegex(@"^\s*\[(Fact|Theory)", RegexOptions.Multiline)]
    private static partial Regex Test();
}
