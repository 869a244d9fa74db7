using System.Text.RegularExpressions;

namespace OrleansAgents.EndToEnd.Tests.Page;

/// <summary>What the page's sources must not have, whoever changes them.</summary>
public sealed partial class PageSourceTests
{
    /// <summary>Ways for a text to become markup or a program.</summary>
    [Theory]
    [InlineData("innerHTML")]
    [InlineData("outerHTML")]
    [InlineData("insertAdjacentHTML")]
    [InlineData("document.write")]
    [InlineData("createContextualFragment")]
    [InlineData("DOMParser")]
    [InlineData("setHTML")]
    [InlineData("srcdoc")]
    [InlineData("eval(")]
    [InlineData("new Function")]
    [InlineData("javascript:")]
    public void Scripts_NeverTurnTextIntoMarkup(string way)
        => Assert.DoesNotContain(PageFolder.Files("*.js"), file => Read(file).Contains(way, StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Page_LoadsNothingFromElsewhere()
    {
        foreach (var file in PageFolder.Files("*").Where(static file => Path.GetExtension(file) is ".html" or ".js" or ".css"))
        {
            Assert.DoesNotMatch(Elsewhere(), Read(file).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Html_HasNoInlineScriptOrStyle()
    {
        var html = Read("index.html");
        Assert.DoesNotMatch(InlineScript(), html);
        Assert.DoesNotContain("<style", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(InlineAttribute(), html);
        Assert.DoesNotContain(PageFolder.Files("*.js"), static file => Read(file).Contains("setAttribute('style'", StringComparison.Ordinal));
    }

    [Fact]
    public void Imports_AllResolve_AndEveryModuleIsImported()
    {
        HashSet<string> imported = [Path.Combine("js", "main.js")];
        foreach (var file in PageFolder.Files("*.js"))
        {
            foreach (Match match in Import().Matches(Read(file)))
            {
                var target = Path.GetRelativePath(PageFolder.Root, Path.GetFullPath(Path.Combine(PageFolder.Root, Path.GetDirectoryName(file)!, match.Groups[1].Value)));
                Assert.True(File.Exists(Path.Combine(PageFolder.Root, target)), $"{file} imports {match.Groups[1].Value}, which is not there.");
                imported.Add(target);
            }
        }

        Assert.Empty(PageFolder.Files("*.js").Except(imported));
    }

    [Fact]
    public void Files_EachHoldOneIdea()
        => Assert.All(PageFolder.Files("*.js"), static file => Assert.InRange(File.ReadLines(Path.Combine(PageFolder.Root, file)).Count(), 1, 220));

    private static string Read(string file) => File.ReadAllText(Path.Combine(PageFolder.Root, file));

    [GeneratedRegex("""(https?:)?//[a-z0-9-]+\.[a-z]""", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();

    [GeneratedRegex("<script(?![^>]*\\bsrc=)", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();

    [GeneratedRegex("\\s(on[a-z]+|style)=", RegexOptions.IgnoreCase)]
    private static partial Regex InlineAttribute();

    [GeneratedRegex("""from '(\.[^']+)'""")]
    private static partial Regex Import();
}
