namespace OrleansAgents.EndToEnd.Tests.Page;

/// <summary>The page's pure modules, run where they run: each script under Modules gives its failures, with the seed that repeats them.</summary>
[Collection(SharedChromium.Name)]
public sealed class ModuleTests(Chromium chromium)
{
    /// <summary>Random conversations or streams each script makes; the long suite makes more.</summary>
    private static int Rounds => Environment.GetEnvironmentVariable("ORLEANSAGENTS_VERIFY") == "1" ? 20_000 : 400;

    [Theory]
    [InlineData("reducer-delivery.js")]
    [InlineData("reducer-rules.js")]
    [InlineData("sse-cuts.js")]
    [InlineData("texts.js")]
    public async Task Module_InTheBrowser_KeepsItsPromises(string script)
    {
        await using var visit = await chromium.VisitAsync();
        await PageFolder.ServeAsync(visit.Page);
        await visit.Page.GotoAsync(PageFolder.Origin + "/favicon.svg");
        var failures = await visit.Page.EvaluateAsync<string[]>("async ([script, rounds]) => (await import(`/test/${script}`)).run(rounds)", new object[] { script, Rounds });
        Assert.Empty(failures);
    }

    [Fact]
    public async Task Texts_ThatThePageNames_AreThereAndNoneIsForgotten()
    {
        await using var visit = await chromium.VisitAsync();
        await PageFolder.ServeAsync(visit.Page);
        await visit.Page.GotoAsync(PageFolder.Origin + "/favicon.svg");
        var names = await visit.Page.EvaluateAsync<string[]>("async () => Object.keys((await import('/js/text/texts.js')).texts.en)");
        var sources = string.Concat(PageFolder.Files("*.js").Where(static file => !Path.GetFileName(file).StartsWith("texts-", StringComparison.Ordinal)).Select(static file => File.ReadAllText(Path.Combine(PageFolder.Root, file))));

        var used = System.Text.RegularExpressions.Regex.Matches(sources, """\bt\('(\w+)'""").Select(static match => match.Groups[1].Value);
        Assert.Empty(used.Except(names));

        // Names with a line are made of a prefix and a value: state_done.
        Assert.DoesNotContain(names, name => !sources.Contains($"'{name}'", StringComparison.Ordinal) && !(name.IndexOf('_', StringComparison.Ordinal) is > 0 and var line && sources.Contains($"`{name[..(line + 1)]}$", StringComparison.Ordinal)));
    }
}
