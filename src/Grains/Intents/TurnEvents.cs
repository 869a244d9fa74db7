using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Grains.Intents;

/// <summary>A runner's way of telling the session what happens: events in order, each append numbered, so that one that is sent twice is taken once.</summary>
internal sealed class TurnEvents(IGrainFactory grains, TurnRequest request, TurnOptions options, TimeProvider time)
{
    private readonly ISessionGrain _session = grains.GetGrain<ISessionGrain>(request.Session);
    private readonly List<TurnEvent> _events = [];
    private int _number;

    /// <summary>Adds an event to the next append.</summary>
    public void Add<T>(string kind, T payload) => _events.Add(TurnEvent.Of(kind, payload));

    /// <summary>Adds a piece of the answer.</summary>
    public void Say(string messageId, string text) => Add(EventKinds.MessageDelta, new MessageDeltaPayload(request.TurnId, messageId, text));

    /// <summary>Gives the session what was added; returns when it is durable.</summary>
    /// <returns>False if the turn is to stop.</returns>
    public async Task<bool> SendAsync()
    {
        if (_events.Count == 0)
        {
            return true;
        }

        TurnAppend append = new(request.TurnId, request.Attempt, ++_number, [.. _events]);
        _events.Clear();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _session.Append(append) == AppendReply.Continue;
            }
            catch (Exception failure) when (attempt < options.AppendAttemptsMax && failure is TimeoutException or OrleansException or SessionMovedException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), time);
            }
        }
    }
}
