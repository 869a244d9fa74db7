using OrleansAgents.Grains.Events;

namespace OrleansAgents.Grains.Sessions;

/// <summary>
/// What the person thinks of an answer: an event like all else, so that it is in the history and in no second place. The opinions on a turn are numbered in their keys, by which the last is found and a repeated one is known.
/// </summary>
internal sealed partial class SessionGrain
{
    /// <inheritdoc/>
    public async Task<FeedbackReply> Rate(TurnFeedback feedback)
    {
        if (feedback.Comment?.Length > SessionLimits.FeedbackCharactersMax)
        {
            throw new ArgumentException($"The comment has {feedback.Comment.Length} characters; {SessionLimits.FeedbackCharactersMax} are allowed.", nameof(feedback));
        }

        if (!await IsOpenAsync() || await log.FindAsync(Stream, feedback.TurnId) is not { Kind: EventKinds.UserMessage })
        {
            return FeedbackReply.NotFound;
        }

        await CheckCurrentAsync();
        if (_snapshot.Running?.TurnId == feedback.TurnId || _snapshot.Waiting.Any(turn => turn.TurnId == feedback.TurnId))
        {
            return FeedbackReply.NotEnded;
        }

        FeedbackPayload payload = new(feedback.TurnId, feedback.Rating, feedback.Comment);
        FeedbackPayload? last = null;
        for (var number = 1; number <= SessionLimits.FeedbackPerTurnMax; number++)
        {
            var key = $"{feedback.TurnId}/f{number}";
            if (await log.FindAsync(Stream, key) is { } kept)
            {
                last = EventJson.Read<FeedbackPayload>(kept.Data);
                continue;
            }

            if (payload != last)
            {
                await WriteAsync(new SessionWrite([New(EventKinds.Feedback, payload, key)], snapshot: null));
            }

            return FeedbackReply.Kept;
        }

        return payload == last ? FeedbackReply.Kept : FeedbackReply.TooOften;
    }
}
