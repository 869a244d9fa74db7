using OrleansAgents.Grains;
using OrleansAgents.Storage;

namespace OrleansAgents.Gateway;

/// <summary>What the endpoints that answer with streams have in common.</summary>
internal static class ConversationStreams
{
    public const string LastEventId = "Last-Event-ID";

    /// <summary>Whether the client asks for a stream where JSON is the usual answer.</summary>
    public static bool IsWanted(HttpRequest request)
        => request.Headers.Accept.Any(static accept => accept is not null && accept.Contains(StreamResult.ContentType, StringComparison.OrdinalIgnoreCase));

    /// <summary>The stream of a conversation, from the client's position on.</summary>
    public static async Task<IResult> OpenAsync(HttpContext context, IEventLog log, SessionKey session, string? after)
    {
        if (await ConversationEndpoints.FindAsync(log, session, context.RequestAborted) is not { } stream)
        {
            return ConversationEndpoints.Unknown(session.Session);
        }

        var position = context.Request.Headers.TryGetValue(LastEventId, out var header) && !string.IsNullOrEmpty(header) ? header.ToString() : after;
        return TextChecks.Number(position, "after", 0, stream.LastSequence, 0, out var sequence) is { } problem ? problem : new StreamResult(session, sequence);
    }
}
