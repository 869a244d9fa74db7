namespace OrleansAgents.LoadTest;

/// <summary>
/// What one user must see of one conversation: each event once, in order, and their own; right answers; every turn ended once. It knows
/// what the user has sent, and is told what came back, in the order in which it came.
/// </summary>
/// <remarks>A turn's first events can arrive before the response to the request that asked for it. So a turn is known by the client
/// message id in its first event, and the response is compared whenever it comes.</remarks>
internal sealed class ConversationCheck
{
    private readonly Dictionary<string, TurnCheck> _byMessage = [];
    private readonly Dictionary<string, TurnCheck> _byTurn = [];
    private readonly Dictionary<string, MessageCheck> _messages = [];
    private readonly NumberGaps _gaps = new();
    private readonly Dictionary<long, string> _kinds = [];
    private readonly List<Problem> _problems = [];
    private TurnCheck? _running;

    /// <summary>The number of the last event.</summary>
    public long LastSequence { get; private set; }

    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>The user is about to send a message.</summary>
    public void Sent(string clientMessageId, Expectation expectation) => _byMessage.Add(clientMessageId, new TurnCheck(clientMessageId, expectation));

    /// <summary>The gateway took a message.</summary>
    public void Accepted(string clientMessageId, string turnId, long sequence) => AddUnlessNull(_byMessage[clientMessageId].Accepted(turnId, sequence));

    /// <summary>The gateway took no message.</summary>
    public void Refused(string clientMessageId) => AddUnlessNull(_byMessage[clientMessageId].Refused());

    /// <summary>An event came.</summary>
    /// <returns>The client message id of the turn that it belongs to; null if it belongs to none that this user asked for.</returns>
    public string? Take(ReceivedEvent received)
    {
        if (received.Sequence <= LastSequence)
        {
            Add(Rules.Order, $"event {received.Sequence} ({received.Kind}) came after event {LastSequence}");
            return null;
        }

        if (received.Sequence > LastSequence + 1)
        {
            _gaps.Add(LastSequence + 1, received.Sequence - 1);
        }

        LastSequence = received.Sequence;
        _kinds.Add(received.Sequence, received.Kind);
        var turn = TurnOf(received);
        TakeMessage(received, turn);
        if (turn is null)
        {
            return null;
        }

        AddUnlessNull(turn.Take(received));
        CheckOneAfterTheOther(received, turn);
        return turn.ClientMessageId;
    }

    /// <summary>Compares what came with what the gateway has kept, when no turn runs: a lost event may lie among deltas that were folded away, where its number alone tells nothing.</summary>
    public void Compare(IReadOnlyDictionary<long, string> history)
    {
        foreach (var (sequence, kind) in history.Where(item => !_kinds.ContainsKey(item.Key)))
        {
            Add(Rules.History, $"event {sequence} ({kind}) is kept, but never came");
        }

        foreach (var (sequence, kind) in _kinds)
        {
            if (history.TryGetValue(sequence, out var kept) ? kept != kind : kind != "message.delta")
            {
                Add(Rules.History, $"event {sequence} ({kind}) came, but {(kept is null ? "is not kept" : $"a {kept} is kept")}");
            }
        }
    }

    /// <summary>Nothing more is to come.</summary>
    public void Finish()
    {
        foreach (var (first, last) in _gaps.Open)
        {
            Add(Rules.Gap, first == last ? $"event {first} never came" : $"events {first} to {last} never came");
        }

        foreach (var turn in _byMessage.Values)
        {
            AddUnlessNull(turn.Finish());
        }
    }

    private TurnCheck? TurnOf(ReceivedEvent received)
    {
        var turnId = received.Text("turnId") ?? "";
        if (_byTurn.TryGetValue(turnId, out var known))
        {
            return known;
        }

        if (received.Kind == "user.message" && received.Text("clientMessageId") is { } message && _byMessage.TryGetValue(message, out var sent))
        {
            _byTurn.Add(turnId, sent);
            return sent;
        }

        Add(Rules.Foreign, $"event {received.Sequence} ({received.Kind}) is of turn '{turnId}', which this user did not ask for");
        return null;
    }

    private void TakeMessage(ReceivedEvent received, TurnCheck? turn)
    {
        if (received.Kind is not ("message.delta" or "message.completed") || received.Text("messageId") is not { } id)
        {
            return;
        }

        if (!_messages.TryGetValue(id, out var message))
        {
            _messages.Add(id, message = new MessageCheck(id));
        }

        if (received.Kind == "message.delta")
        {
            AddUnlessNull(message.Take(received));
            return;
        }

        AddUnlessNull(message.Complete(received, _gaps));
        if (received.Number("deltasFrom") is { } from)
        {
            _gaps.Explain(from, received.Sequence - 1);
        }

        turn?.Say(received.Text("text") ?? "");
    }

    private void CheckOneAfterTheOther(ReceivedEvent received, TurnCheck turn)
    {
        if (received.Kind == "user.message")
        {
            // It stands in the queue, which it may do at any time.
            return;
        }

        if (_running is not null && _running != turn)
        {
            Add(Rules.Turn, $"event {received.Sequence} ({received.Kind}) is of turn '{received.Text("turnId")}', while another runs");
        }

        _running = received.Kind == "turn.completed" ? null : turn;
    }

    private void Add(string rule, string text) => _problems.Add(new Problem(rule, text));

    private void AddUnlessNull(Problem? problem)
    {
        if (problem is not null)
        {
            _problems.Add(problem);
        }
    }
}
