using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansAgents.Storage;

namespace OrleansAgents.Grains.Model;

/// <summary>What was said earlier in a conversation, from its log: the one place where it is kept. Asked only for turns that a model leads.</summary>
internal sealed partial class ConversationMemory(IEventLog log, ILogger<ConversationMemory> logger)
{
    /// <summary>Events that are looked at, the last ones: ten turns or more, of which a model is told as many as its bound allows. A turn that began before them is not told, since a part of it may be missing.</summary>
    private const int EventsMax = 256;

    /// <summary>The turns of a conversation before one of them, the oldest first.</summary>
    /// <param name="session">The session's key: nothing of any other is read.</param>
    /// <param name="turnId">The turn that wants to know.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ImmutableArray<EarlierTurn>> RecallAsync(string session, string turnId, CancellationToken cancellationToken)
    {
        try
        {
            if (await log.ReadStreamAsync(session, cancellationToken) is not { } stream)
            {
                return [];
            }

            var after = Math.Max(0, stream.LastSequence - EventsMax);
            return EarlierTurns.Of(await log.ReadAsync(session, after, EventsMax, cancellationToken), turnId);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The message alone may be enough for an answer. If the log stays away, the first event that cannot be written ends the turn.
            LogNotRecalled(failure, turnId);
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Turn {TurnId} goes on without what was said earlier in its conversation, which could not be read.")]
    private partial void LogNotRecalled(Exception failure, string turnId);
}
