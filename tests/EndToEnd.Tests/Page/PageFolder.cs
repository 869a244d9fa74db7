using Microsoft.Playwright;

namespace OrleansAgents.EndToEnd.Tests.Page;

/// <summary>The page's files, and a way to open them without a server: the browser's requests are answered by the test.</summary>
internal static class PageFolder
{
    public const string Origin = "http://page.test";

    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript",
        [".css"] = "text/css",
        [".svg"] = "image/svg+xml",
    };

    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "wwwroot");

    /// <summary>Scripts of the tests, which the browser finds under /test/.</summary>
    public static string Modules { get; } = Path.Combine(AppContext.BaseDirectory, "Page", "Modules");

    /// <summary>All files of a kind, as they are named from the root.</summary>
    public static IEnumerable<string> Files(string pattern)
        => Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories).Select(static file => Path.GetRelativePath(Root, file));

    /// <summary>Answers the page's requests: its own files, and the API as the test says.</summary>
    /// <param name="page">The page.</param>
    /// <param name="api">Gives the JSON of an answer for a method and a path with its query; null is 404.</param>
    public static Task ServeAsync(IPage page, Func<string, string, string?>? api = null) => page.RouteAsync(Origin + "/**", route =>
    {
        var path = new Uri(route.Request.Url).AbsolutePath;
        if (path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            var body = api?.Invoke(route.Request.Method, new Uri(route.Request.Url).PathAndQuery);
            var isStream = path.EndsWith("/events", StringComparison.Ordinal);
            return route.FulfillAsync(new RouteFulfillOptions { Status = body is null ? 404 : 200, ContentType = isStream ? "text/event-stream" : "application/json", Body = body ?? "{}" });
        }

        var file = path.StartsWith("/test/", StringComparison.Ordinal) ? Path.Combine(Modules, path[6..]) : Path.Combine(Root, path == "/" ? "index.html" : path[1..]);
        return route.FulfillAsync(File.Exists(file)
            ? new RouteFulfillOptions { Path = file, ContentType = Types[Path.GetExtension(file)], Headers = new Dictionary<string, string> { ["Content-Security-Policy"] = "default-src 'self'" } }
            : new RouteFulfillOptions { Status = 404 });
    });
}
