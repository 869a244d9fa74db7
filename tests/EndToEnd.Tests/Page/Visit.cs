using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace OrleansAgents.EndToEnd.Tests.Page;

/// <summary>A visitor's window, and what they do in it.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public Visit(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => Complaints.Enqueue(error);
        page.Dialog += (_, dialog) =>
        {
            Complaints.Enqueue($"A dialog says '{dialog.Message}'.");
            _ = dialog.DismissAsync();
        };
        page.Console += (_, message) =>
        {
            // What the content policy forbids is told here, and nowhere else.
            if (message.Type == "error" && message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                Complaints.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Errors of the page's scripts, violations of its content policy, and dialogs, which it never opens.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    public ILocator Message => Page.Locator("#message");

    public ILocator Turns => Page.Locator(".turn");

    public ILocator EndedTurns => Page.Locator(".turn[data-status=ended]");

    /// <summary>Types a message and presses Enter.</summary>
    public async Task SayAsync(string text, string key = "Enter")
    {
        await Message.FillAsync(text);
        await Message.PressAsync(key);
    }

    /// <summary>Waits until as many turns have ended.</summary>
    public Task EndedAsync(int count) => Assertions.Expect(EndedTurns).ToHaveCountAsync(count);

    /// <summary>Keeps a picture for people to look at.</summary>
    public Task PictureAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures(), name + ".png"), Animations = ScreenshotAnimations.Disabled });

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private static string Pictures()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OrleansAgents.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? AppContext.BaseDirectory, "artifacts", "screenshots");
    }
}
