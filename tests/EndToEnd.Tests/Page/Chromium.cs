using Microsoft.Playwright;

namespace OrleansAgents.EndToEnd.Tests.Page;

/// <summary>The system's Chromium, one for all tests of the page; each test has a context, and so a guest, of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Long enough for a loaded machine; a test that passes never waits for it.</summary>
    public const float PatienceMilliseconds = 60_000;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Find(),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _browser!.CloseAsync();
        _playwright!.Dispose();
    }

    /// <summary>A window of a new visitor. What the page complains of in its console is a failure of the test that looks at <see cref="Visit.Complaints"/>.</summary>
    internal async Task<Visit> VisitAsync(string language = "en-US", int width = 1280, int height = 800, ColorScheme colors = ColorScheme.Light, string timeZone = "Asia/Shanghai")
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            Locale = language,
            TimezoneId = timeZone,
            ColorScheme = colors,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        return new Visit(context, await context.NewPageAsync());
    }

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"The page's tests need a Chromium, and none of {string.Join(", ", Names)} is on the PATH; './dev test' installs it, or run 'apt-get install chromium'.");
    }
}

/// <summary>Tests that share the browser.</summary>
[CollectionDefinition(Name)]
public sealed class SharedChromium : ICollectionFixture<Chromium>
{
    public const string Name = "chromium";
}
