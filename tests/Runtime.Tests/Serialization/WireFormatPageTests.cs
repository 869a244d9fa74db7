using System.Text.RegularExpressions;
using Orleans.Serialization.Types;
using OrleansAgents.Runtime.Tests.Serialization.Models;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>docs/wire-format.md says what the code does.</summary>
[Promise("S7")]
public sealed partial class WireFormatPageTests
{
    private static readonly string Page = File.ReadAllText(Find("docs/wire-format.md"));

    [Fact]
    public void Example_OfThePage_IsWhatIsWrittenAndRead()
    {
        var ann = new Person { Name = "Ann", Age = 40 };
        ann.Friend = ann;
        ann.Children = [new Person { Name = "Bo", Anything = new Circle { Label = "c", Color = Color.Red, Radius = 1.5 } }];
        var example = Convert.FromHexString(string.Concat(ExampleLine().Matches(Section("Example")).Select(line => line.Groups[1].Value.Replace(" ", "", StringComparison.Ordinal))));

        Assert.Equal(Convert.ToHexString(Known.Write<object>(ann)), Convert.ToHexString(example));
        var read = Assert.IsType<Person>(Known.Read<object>(example));
        Assert.Same(read, read.Friend);
        Assert.Equal(1.5, ((Circle)read.Children![0].Anything!).Radius);
    }

    [Fact]
    public void BuiltInTypes_OfThePage_AreThoseOfTheCode()
    {
        var listed = NumberAndName().Matches(Section("Built-in types")).Select(match => $"{match.Groups[1]} {match.Groups[2]}");
        Assert.Equal(WellKnownTypes.All.Select(pair => $"{pair.Value} {pair.Key.Name}"), listed);
    }

    private static string Section(string title)
    {
        var start = Page.IndexOf($"## {title}\n", StringComparison.Ordinal);
        var end = Page.IndexOf("\n## ", start, StringComparison.Ordinal);
        return Page[start..(end < 0 ? Page.Length : end)];
    }

    private static string Find(string path)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var candidate = Path.Combine(directory.FullName, path);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new FileNotFoundException($"No directory above {AppContext.BaseDirectory} holds {path}.");
    }

    [GeneratedRegex(@"^    ((?:[0-9A-F]{2} ?)+) *\|", RegexOptions.Multiline)]
    private static partial Regex ExampleLine();

    [GeneratedRegex(@"(?<=^| )(\d+) ([A-Za-z][A-Za-z0-9]*(?:`\d)?)(?= |$)", RegexOptions.Multiline)]
    private static partial Regex NumberAndName();
}
