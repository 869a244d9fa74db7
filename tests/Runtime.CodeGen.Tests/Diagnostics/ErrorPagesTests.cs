using System.Collections;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Tests.Harness;

namespace Orleans.CodeGen.Tests.Diagnostics;

/// <summary>The pages in docs/errors are checked as code: the example of a page triggers its finding, and nothing else, and the fix is clean.</summary>
public sealed partial class ErrorPagesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "errors");

    private static readonly IReadOnlyList<DiagnosticDescriptor> Descriptors = ReadDescriptors();

    public static TheoryData<string> Codes() => [.. Descriptors.Select(static d => d.Id)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Page_Example_TriggersItsFindingOnce(string code)
    {
        var generation = Consumer.Of(Blocks(code)[0]).Generate();

        Assert.Equal([code], generation.FindingIds);
        Assert.NotEqual(Location.None, generation.Findings[0].Location);
        generation.AssertCompiles();
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Page_Fix_IsClean(string code) => Consumer.Of(Blocks(code)[1]).Generate().AssertClean();

    [Theory]
    [MemberData(nameof(Codes))]
    public void Page_Head_AgreesWithTheDescriptor(string code)
    {
        var descriptor = Descriptors.Single(d => d.Id == code);
        var lines = File.ReadAllLines(Path.Combine(Folder, code + ".md"));

        Assert.Equal($"# {code}: {descriptor.Title}", lines[0]);
        Assert.StartsWith(descriptor.DefaultSeverity + ".", lines[2], StringComparison.Ordinal);
        Assert.Equal($"docs/errors/{code}.md", descriptor.HelpLinkUri);
    }

    [Fact]
    public void Pages_AllOfThem_HaveADescriptorAndALineInTheIndex()
    {
        var pages = Directory.GetFiles(Folder, "OA*.md").Select(static p => Path.GetFileNameWithoutExtension(p)).Order();
        var index = IndexLine().Matches(File.ReadAllText(Path.Combine(Folder, "README.md"))).Select(static m => m.Groups[1].Value);

        Assert.Equal(Descriptors.Select(static d => d.Id).Order(), pages);
        Assert.Equal(Descriptors.Select(static d => d.Id).Order(), index);
    }

    private static string[] Blocks(string code) =>
        [.. CodeBlock().Matches(File.ReadAllText(Path.Combine(Folder, code + ".md"))).Select(static m => m.Groups[1].Value)];

    private static IReadOnlyList<DiagnosticDescriptor> ReadDescriptors()
    {
        var type = typeof(OrleansGenerator).Assembly.GetType("Orleans.CodeGen.Diagnostics.Descriptors", throwOnError: true)!;
        var all = (IEnumerable)type.GetProperty("All")!.GetValue(null)!;
        return [.. all.Cast<KeyValuePair<string, DiagnosticDescriptor>>().Select(static p => p.Value)];
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^\| \[(OA\d{4})\]\(\1\.md\) \|", RegexOptions.Multiline)]
    private static partial Regex IndexLine();
}
