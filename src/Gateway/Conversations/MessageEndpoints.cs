using OrleansAgents.Grains;
using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Gateway;

/// <summary>Messages and turns: the beginning of a message's way.</summary>
internal static class MessageEndpoints
{
    private const string Tag = "messages";

    public static void MapMessages(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/v1/conversations/{id}").RequireAuthorization(Scopes.Chat);
        group.MapPost("/messages", PostAsync).Describe("postMessage", Tag, "Takes a message; with Accept: text/event-stream the answer is the stream of its turn.")
            .Takes<NewMessage>().Gives<AcceptedTurn>(StatusCodes.Status202Accepted).GivesStream().Refuses(400, 401, 403, 404, 413, 415, 429, 503).WithIdempotency();
        group.MapPost("/turns/{turn}/cancel", CancelAsync).Describe("cancelTurn", Tag, "Stops a turn.")
            .Gives<StoppedTurn>().Refuses(401, 403, 404).WithIdempotency();
        group.MapPost("/turns/{turn}/regenerate", RegenerateAsync).Describe("regenerateTurn", Tag, "Answers a message again.")
            .Takes<Regeneration>(optional: true).Gives<AcceptedTurn>(StatusCodes.Status202Accepted).GivesStream().Refuses(400, 401, 403, 404, 413, 415, 429, 503).WithIdempotency();
        group.MapPost("/turns/{turn}/feedback", RateAsync).Describe("rateTurn", Tag, "Keeps what the person thinks of an answer; of several opinions the last counts.")
            .Takes<Feedback>().Gives<KeptFeedback>().Refuses(400, 401, 403, 404, 409, 413, 415, 422).WithIdempotency();
    }

    /// <summary>What a session's answer is in HTTP; null if the message was taken.</summary>
    public static Problem? Refusal(SubmitReply reply, string conversation)
    {
        GatewayMetrics.Messages.Add(1, new KeyValuePair<string, object?>("outcome", reply.Outcome.ToString()));
        var detail = reply.Detail;
        return reply.Outcome switch
        {
            SubmitOutcome.Accepted or SubmitOutcome.Repeated => null,
            SubmitOutcome.OtherText => new(StatusCodes.Status422UnprocessableEntity, "other-text", detail ?? "Another text was taken under this clientMessageId; choose a new one for a new message."),
            SubmitOutcome.Busy => new(StatusCodes.Status409Conflict, "busy", detail ?? "A turn runs, and onBusy is 'reject'; wait for turn.completed, or send onBusy 'enqueue' or 'interrupt'."),
            SubmitOutcome.QueueFull => new(StatusCodes.Status429TooManyRequests, "queue-full", detail ?? $"{SessionLimits.QueuedTurnsMax} turns wait already; wait for turn.completed.") { RetryAfter = reply.RetryAfter ?? TimeSpan.FromSeconds(5) },
            SubmitOutcome.OverQuota => new(StatusCodes.Status429TooManyRequests, "over-quota", detail ?? "You have sent as many messages as you may for now.") { RetryAfter = reply.RetryAfter ?? TimeSpan.FromSeconds(30) },
            SubmitOutcome.ConversationFull => new(StatusCodes.Status422UnprocessableEntity, "conversation-full", detail ?? "The conversation is as long as it may be; begin a new one."),
            _ => ConversationEndpoints.Unknown(conversation),
        };
    }

    /// <summary>Checks a message's parts.</summary>
    public static Problem? Check(string? text, string? clientMessageId, string? language, string? timeZone)
        => TextChecks.Message(text)
            ?? TextChecks.ClientMessageId(clientMessageId)
            ?? (language is null ? null : TextChecks.Language(language))
            ?? (timeZone is null ? null : TextChecks.TimeZone(timeZone));

    private static async Task<IResult> PostAsync(HttpContext context, IGrainFactory grains, Profiles profiles, string id)
    {
        // Step 1: who is it, and is this a message? Only then is a grain woken. The client message id makes a repeated request harmless.
        if (!(await JsonBody.ReadAsync(context, GatewayJson.Context.NewMessage)).IsValid(out var body, out var problem))
        {
            return problem;
        }

        if (Check(body.Text, body.ClientMessageId, body.Language, body.TimeZone) is { } wrong)
        {
            return wrong;
        }

        SessionKey session = new(Caller.Of(context).User, id);
        if (!SessionKey.IsSessionId(id))
        {
            return ConversationEndpoints.Unknown(id);
        }

        var (language, timeZone) = await profiles.OfAsync(session.User, body.Language, body.TimeZone);
        var reply = await grains.GetGrain<ISessionGrain>(session.ToString())
            .Submit(new SessionMessage(body.Text!, body.ClientMessageId!, body.OnBusy, language, timeZone));
        return Taken(context, session, reply);
    }

    private static async Task<IResult> RegenerateAsync(HttpContext context, IGrainFactory grains, string id, string turn)
    {
        if (!(await JsonBody.ReadAsync(context, GatewayJson.Context.Regeneration, absent: new())).IsValid(out var body, out var problem))
        {
            return problem;
        }

        if (body.ClientMessageId is not null && TextChecks.ClientMessageId(body.ClientMessageId) is { } wrong)
        {
            return wrong;
        }

        SessionKey session = new(Caller.Of(context).User, id);
        if (!SessionKey.IsSessionId(id))
        {
            return ConversationEndpoints.Unknown(id);
        }

        var reply = await grains.GetGrain<ISessionGrain>(session.ToString()).Regenerate(turn, body.ClientMessageId);
        return reply.Outcome == SubmitOutcome.NotFound ? UnknownTurn(id, turn) : Taken(context, session, reply);
    }

    private static async Task<IResult> CancelAsync(HttpContext context, IGrainFactory grains, string id, string turn)
    {
        SessionKey session = new(Caller.Of(context).User, id);
        var reply = SessionKey.IsSessionId(id) ? await grains.GetGrain<ISessionGrain>(session.ToString()).Cancel(turn) : TurnReply.NotFound;
        return reply == TurnReply.NotFound ? UnknownTurn(id, turn) : Answer.Ok(new StoppedTurn(turn, reply == TurnReply.Done), GatewayJson.Context.StoppedTurn);
    }

    private static async Task<IResult> RateAsync(HttpContext context, IGrainFactory grains, string id, string turn)
    {
        if (!(await JsonBody.ReadAsync(context, GatewayJson.Context.Feedback)).IsValid(out var body, out var problem))
        {
            return problem;
        }

        if (TextChecks.Feedback(body.Rating, body.Comment) is { } wrong)
        {
            return wrong;
        }

        SessionKey session = new(Caller.Of(context).User, id);
        var reply = SessionKey.IsSessionId(id)
            ? await grains.GetGrain<ISessionGrain>(session.ToString()).Rate(new TurnFeedback(turn, body.Rating!, body.Comment))
            : FeedbackReply.NotFound;
        return reply switch
        {
            FeedbackReply.Kept => Answer.Ok(new KeptFeedback(turn, body.Rating!, body.Comment), GatewayJson.Context.KeptFeedback),
            FeedbackReply.NotEnded => new Problem(StatusCodes.Status409Conflict, "turn-not-ended", "The turn has not ended, so there is no answer to think anything of; wait for turn.completed."),
            FeedbackReply.TooOften => new Problem(
                StatusCodes.Status422UnprocessableEntity, "feedback-often", $"This answer was rated {SessionLimits.FeedbackPerTurnMax} times (SessionLimits.FeedbackPerTurnMax); the last rating stays."),
            _ => UnknownTurn(id, turn),
        };
    }

    private static IResult Taken(HttpContext context, SessionKey session, SubmitReply reply)
    {
        if (Refusal(reply, session.Session) is { } refusal)
        {
            return refusal;
        }

        return ConversationStreams.IsWanted(context.Request)
            ? new StreamResult(session, reply.Sequence - 1, reply.TurnId)
            : Answer.Of(StatusCodes.Status202Accepted, new AcceptedTurn(reply.TurnId!, reply.Sequence), GatewayJson.Context.AcceptedTurn);
    }

    private static Problem UnknownTurn(string id, string turn)
        => Problem.NotFound("turn-not-found", $"You have no turn '{TextChecks.Shown(turn)}' in a conversation '{TextChecks.Shown(id)}'; its events name its turns.");
}
