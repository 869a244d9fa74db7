using Microsoft.Extensions.Options;
using OrleansAgents.Grains;

namespace OrleansAgents.Gateway;

/// <summary>Answers with the events of a conversation, or of one of its turns, as server-sent events.</summary>
/// <param name="session">The conversation.</param>
/// <param name="after">The number of the last event that the client has.</param>
/// <param name="turnId">The turn; null for all events, without end.</param>
internal sealed class StreamResult(SessionKey session, long after, string? turnId = null) : IResult
{
    /// <summary>The media type.</summary>
    public const string ContentType = "text/event-stream";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Writes the stream; ends when the client goes, the turn ends or the server must.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var limits = services.GetRequiredService<IOptions<LimitOptions>>().Value;
        var streams = services.GetRequiredService<OpenStreams>();
        var caller = Caller.Of(httpContext);
        FeedMailbox mailbox = new(limits.StreamBufferEvents);
        if (!streams.TryOpen(caller.User, mailbox))
        {
            await new Problem(StatusCodes.Status503ServiceUnavailable, "overloaded", $"This process has {limits.StreamsMax} streams, which is all that it takes (Limits:StreamsMax); try again in a moment.")
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            }.ExecuteAsync(httpContext);
            return;
        }

        GatewayMetrics.Streams.Add(1);
        httpContext.Features.Get<RequestSlot>()?.Release();
        try
        {
            await WriteAsync(httpContext, services, mailbox, limits, caller);
        }
        finally
        {
            streams.Close(caller.User, mailbox);
            GatewayMetrics.Streams.Add(-1);
        }
    }

    private async Task WriteAsync(HttpContext context, IServiceProvider services, FeedMailbox mailbox, LimitOptions limits, Caller caller)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var response = context.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";

        // A proxy that gathers the answer before it passes it on would show nothing until the end.
        response.Headers["X-Accel-Buffering"] = "no";
        SseWriter writer = new(response.BodyWriter, TimeSpan.FromSeconds(limits.StreamWriteTimeoutSeconds), time);
        SseSink sink = new(writer, turnId, TimeSpan.FromSeconds(limits.StreamPingSeconds), time);
        try
        {
            writer.WriteRetry(RetryAfter);
            await writer.FlushAsync(context.RequestAborted);
            var feed = services.GetRequiredService<EventFeed>();
            if (await feed.RunAsync(session.ToString(), after, mailbox, sink, caller.ExpiresAt, context.RequestAborted) is { } end)
            {
                Count(end);
                writer.WriteClosed(end);
                await writer.FlushAsync(context.RequestAborted);
            }
        }
        catch (SlowReaderException)
        {
            // There is no room to say so.
            Count(StreamEnd.Slow);
            context.Abort();
        }
        catch (OperationCanceledException)
        {
            // The client went, which is how most streams end.
        }
    }

    private static void Count(StreamEnd end) => GatewayMetrics.StreamsClosed.Add(1, new KeyValuePair<string, object?>("reason", end.ToString().ToLowerInvariant()));
}
