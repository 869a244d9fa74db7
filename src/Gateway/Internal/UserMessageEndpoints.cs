using System.Security.Cryptography;
using System.Text;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Storage;

namespace OrleansAgents.Gateway;

/// <summary>Other applications write messages for a user and read what comes of them: the assistant inside another application.</summary>
internal static class UserMessageEndpoints
{
    private const string Tag = "internal";

    public static void MapUserMessages(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/internal/v1/users/{user}").RequireAuthorization(Scopes.WriteMessages);
        group.MapPost("/messages", PostAsync).Describe("postUserMessage", Tag, "Writes a message for a user, in a conversation of theirs or a new one.")
            .Takes<ServiceMessage>().Gives<AcceptedTurn>(StatusCodes.Status202Accepted).Refuses(400, 401, 403, 404, 413, 415, 429, 503).WithIdempotency();
        group.MapGet("/events", EventsAsync).Describe("streamUserEvents", Tag, "The events of a conversation of a user.")
            .WithMetadata(new ResumableStream()).GivesStream().Refuses(400, 401, 403, 404, 503);
    }

    private static async Task<IResult> PostAsync(HttpContext context, IGrainFactory grains, Profiles profiles, string user)
    {
        if (!(await JsonBody.ReadAsync(context, GatewayJson.Context.ServiceMessage)).IsValid(out var body, out var problem))
        {
            return problem;
        }

        var caller = Caller.Of(context);
        if ((Refuse(caller, user) ?? MessageEndpoints.Check(body.Text, body.ClientMessageId, body.Language, body.TimeZone)) is { } wrong)
        {
            return wrong;
        }

        SessionKey session = new(user, body.Conversation ?? NewConversation(caller, user, body.ClientMessageId!));
        if (!SessionKey.IsSessionId(session.Session))
        {
            return ConversationEndpoints.Unknown(session.Session);
        }

        var grain = grains.GetGrain<ISessionGrain>(session.ToString());
        if (body.Conversation is null)
        {
            await grain.Create("");
        }

        var (language, timeZone) = await profiles.OfAsync(user, body.Language, body.TimeZone);
        var reply = await grain.Submit(new SessionMessage(body.Text!, body.ClientMessageId!, body.OnBusy, language, timeZone));
        return MessageEndpoints.Refusal(reply, session.Session) is { } refusal
            ? refusal
            : Answer.Of(StatusCodes.Status202Accepted, new AcceptedTurn(reply.TurnId!, reply.Sequence, session.Session), GatewayJson.Context.AcceptedTurn);
    }

    private static async Task<IResult> EventsAsync(HttpContext context, IEventLog log, string user, string? conversation, string? after)
    {
        if (Refuse(Caller.Of(context), user) is { } wrong)
        {
            return wrong;
        }

        return string.IsNullOrEmpty(conversation)
            ? Problem.BadRequest("bad-request", "The address names no conversation; add ?conversation= with the one that the message was answered with.")
            : await ConversationStreams.OpenAsync(context, log, new SessionKey(user, conversation), after);
    }

    private static Problem? Refuse(Caller caller, string user) => ServiceUsers.Check(user) ?? (caller.ActsFor(user) ? null : ServiceUsers.Unknown(user));

    /// <summary>The same for every attempt to send one message, so that a repeated request finds the conversation that the first has begun.</summary>
    private static string NewConversation(Caller caller, string user, string clientMessageId)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.User}\n{user}\n{clientMessageId}")).AsSpan(0, 16));
}
