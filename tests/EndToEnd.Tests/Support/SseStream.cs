using System.Globalization;
using System.Text.Json;

namespace OrleansAgents.EndToEnd.Tests.Support;

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class SseStream(HttpResponseMessage response, Stream body) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StreamReader _reader = new(body);

    public void Dispose()
    {
        _reader.Dispose();
        response.Dispose();
    }

    /// <summary>The next event; null at the end of the stream. Comments are left out.</summary>
    public async Task<SseEvent?> NextAsync()
    {
        using CancellationTokenSource timeout = new(Patience);
        SseEvent frame = new(null, "", "");
        while (await _reader.ReadLineAsync(timeout.Token) is { } line)
        {
            if (line.Length == 0 && frame.Kind.Length > 0)
            {
                return frame;
            }

            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            frame = (colon < 0 ? "" : line[..colon]) switch
            {
                "id" => frame with { Id = long.Parse(line[4..], CultureInfo.InvariantCulture) },
                "event" => frame with { Kind = line[7..] },
                "data" => frame with { Data = line[6..] },
                _ => frame,
            };
        }

        return null;
    }

    /// <summary>The next line that is a comment, which browsers leave out; null at the end of the stream.</summary>
    public async Task<string?> CommentAsync()
    {
        using CancellationTokenSource timeout = new(Patience);
        string? line;
        do
        {
            line = await _reader.ReadLineAsync(timeout.Token);
        }
        while (line is not null && !line.StartsWith(':'));
        return line;
    }

    /// <summary>Events up to and with the first of a kind.</summary>
    public async Task<IReadOnlyList<SseEvent>> UntilAsync(string kind)
    {
        List<SseEvent> events = [];
        while (events.Count == 0 || events[^1].Kind != kind)
        {
            events.Add(await NextAsync() ?? throw new InvalidOperationException($"The stream ended before {kind}: {string.Join(", ", events.Select(static e => e.Kind))}"));
        }

        return events;
    }

    /// <summary>All events until the server ends the stream.</summary>
    public async Task<IReadOnlyList<SseEvent>> ToEndAsync()
    {
        List<SseEvent> events = [];
        while (await NextAsync() is { } next)
        {
            events.Add(next);
        }

        return events;
    }
}

/// <summary>An event as a client sees it.</summary>
internal sealed record SseEvent(long? Id, string Kind, string Data)
{
    public JsonElement Json => JsonDocument.Parse(Data).RootElement;
}
