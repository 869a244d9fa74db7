using System.Text.Json;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Storage;

namespace OrleansAgents.Gateway;

/// <summary>Conversations: the list, one of them, and what happened in it. They are read from the log itself; a quiet conversation wakes no grain.</summary>
internal static class ConversationEndpoints
{
    private const string Tag = "conversations";
    private const int ListMax = 100;
    private const int ListDefault = 30;
    private const int SearchCharactersMax = 200;
    private const int ItemsMax = 500;
    private const int ItemsDefault = 200;

    /// <summary>What people remember of a conversation: what they wrote, and what they were told.</summary>
    private static readonly string[] SearchedKinds = [EventKinds.UserMessage, EventKinds.MessageCompleted];

    public static void MapConversations(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/v1/conversations").RequireAuthorization(Scopes.Chat);
        group.MapPost("/", CreateAsync).Describe("createConversation", Tag, "Begins a conversation.")
            .Takes<NewConversation>(optional: true).Gives<Conversation>(StatusCodes.Status201Created).Refuses(400, 401, 403, 413, 415).WithIdempotency();
        group.MapGet("/", ListAsync).Describe("listConversations", Tag, "The conversations, the last changed first.")
            .Gives<ConversationPage>().Refuses(400, 401, 403);
        group.MapGet("/{id}", GetAsync).Describe("getConversation", Tag, "One conversation.")
            .Gives<Conversation>().Refuses(401, 403, 404);
        group.MapPatch("/{id}", RenameAsync).Describe("renameConversation", Tag, "Gives a conversation another title.")
            .Takes<Renaming>().Gives<Conversation>().Refuses(400, 401, 403, 404, 413, 415);
        group.MapDelete("/{id}", DeleteAsync).Describe("deleteConversation", Tag, "Removes a conversation with all its events.")
            .Produces(StatusCodes.Status204NoContent).Refuses(401, 403, 404);
        group.MapGet("/{id}/items", ItemsAsync).Describe("listItems", Tag, "What happened in a conversation.")
            .Gives<HistoryPage>().Refuses(400, 401, 403, 404);
        group.MapGet("/{id}/events", EventsAsync).Describe("streamEvents", Tag, "What happened, and what happens, as server-sent events.")
            .WithMetadata(new ResumableStream()).GivesStream().Refuses(400, 401, 403, 404, 503);
    }

    /// <summary>A caller's conversation in the log; null if the id is none of theirs, whoever else's it may be.</summary>
    public static Task<EventStream?> FindAsync(IEventLog log, SessionKey session, CancellationToken cancellationToken)
        => SessionKey.IsSessionId(session.Session) ? log.ReadStreamAsync(session.ToString(), cancellationToken) : Task.FromResult<EventStream?>(null);

    public static Problem Unknown(string id) => Problem.NotFound("conversation-not-found", $"You have no conversation '{TextChecks.Shown(id)}'; GET /v1/conversations lists yours.");

    private static async Task<IResult> CreateAsync(HttpContext context, IGrainFactory grains, IEventLog log)
    {
        if (!(await JsonBody.ReadAsync(context, GatewayJson.Context.NewConversation, absent: new())).IsValid(out var body, out var problem))
        {
            return problem;
        }

        if (body.Title is not null && TextChecks.Title(body.Title) is { } wrong)
        {
            return wrong;
        }

        SessionKey session = new(Caller.Of(context).User, Guid.CreateVersion7().ToString("N"));
        await grains.GetGrain<ISessionGrain>(session.ToString()).Create(body.Title ?? "");
        var created = await log.ReadStreamAsync(session.ToString(), context.RequestAborted);
        return created is null
            ? Unknown(session.Session)
            : Answer.Of(StatusCodes.Status201Created, View(created), GatewayJson.Context.Conversation, $"/v1/conversations/{session.Session}");
    }

    private static async Task<IResult> ListAsync(HttpContext context, IEventLog log, string? q, string? limit, string? cursor)
    {
        if (TextChecks.Number(limit, "limit", 1, ListMax, ListDefault, out var count) is { } wrong)
        {
            return wrong;
        }

        if (q is { Length: > SearchCharactersMax })
        {
            return Problem.BadRequest("query", $"q has {q.Length} characters; {SearchCharactersMax} are allowed.");
        }

        try
        {
            EventStreamQuery query = new((int)count, string.IsNullOrWhiteSpace(q) ? null : q.Trim(), string.IsNullOrEmpty(cursor) ? null : cursor, SearchedKinds);
            var page = await log.ListAsync(Caller.Of(context).User, query, context.RequestAborted);
            return Answer.Ok(new ConversationPage([.. page.Streams.Select(View)], page.Cursor), GatewayJson.Context.ConversationPage);
        }
        catch (ArgumentException) when (!string.IsNullOrEmpty(cursor))
        {
            return Problem.BadRequest("cursor", $"The cursor '{TextChecks.Shown(cursor)}' is none of this list; take it from the page before, or leave it out.");
        }
    }

    private static async Task<IResult> GetAsync(HttpContext context, IEventLog log, string id)
        => await FindAsync(log, new SessionKey(Caller.Of(context).User, id), context.RequestAborted) is { } stream
            ? Answer.Ok(View(stream), GatewayJson.Context.Conversation)
            : Unknown(id);

    private static async Task<IResult> RenameAsync(HttpContext context, IEventLog log, string id)
    {
        if (!(await JsonBody.ReadAsync(context, GatewayJson.Context.Renaming)).IsValid(out var body, out var problem))
        {
            return problem;
        }

        if (TextChecks.Title(body.Title) is { } wrong)
        {
            return wrong;
        }

        SessionKey session = new(Caller.Of(context).User, id);
        return SessionKey.IsSessionId(id)
            && await log.RenameAsync(session.ToString(), body.Title!, context.RequestAborted)
            && await FindAsync(log, session, context.RequestAborted) is { } stream
                ? Answer.Ok(View(stream), GatewayJson.Context.Conversation)
                : Unknown(id);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, IGrainFactory grains, IEventLog log, HintHub hub, string id)
    {
        SessionKey session = new(Caller.Of(context).User, id);
        if (await FindAsync(log, session, context.RequestAborted) is null || !await grains.GetGrain<ISessionGrain>(session.ToString()).Delete())
        {
            return Unknown(id);
        }

        hub.Deleted(session.ToString());
        return Answer.NoContent;
    }

    private static async Task<IResult> ItemsAsync(HttpContext context, IEventLog log, string id, string? after, string? limit)
    {
        if ((TextChecks.Number(limit, "limit", 1, ItemsMax, ItemsDefault, out var count) ?? TextChecks.Number(after, "after", 0, long.MaxValue, 0, out _)) is { } wrong)
        {
            return wrong;
        }

        TextChecks.Number(after, "after", 0, long.MaxValue, 0, out var position);
        SessionKey session = new(Caller.Of(context).User, id);
        if (await FindAsync(log, session, context.RequestAborted) is not { } stream)
        {
            return Unknown(id);
        }

        var events = await log.ReadAsync(session.ToString(), position, (int)count, context.RequestAborted);
        var last = Math.Max(stream.LastSequence, events.Count > 0 ? events[^1].Sequence : 0);
        HistoryPage page = new([.. events.Select(Item)], last, events.Count == count && events[^1].Sequence < last ? events[^1].Sequence : null);
        return Answer.Ok(page, GatewayJson.Context.HistoryPage);
    }

    private static Task<IResult> EventsAsync(HttpContext context, IEventLog log, string id, string? after)
        => ConversationStreams.OpenAsync(context, log, new SessionKey(Caller.Of(context).User, id), after);

    private static Conversation View(EventStream stream)
        => new(SessionKey.Parse(stream.Name).Session, stream.Title, stream.CreatedAt, stream.UpdatedAt, stream.LastSequence);

    private static HistoryItem Item(StoredEvent stored)
    {
        Utf8JsonReader json = new(stored.Data);
        return new HistoryItem(stored.Sequence, stored.Kind, stored.At, JsonElement.ParseValue(ref json));
    }
}
