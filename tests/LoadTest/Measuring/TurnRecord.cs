namespace OrleansAgents.LoadTest;

/// <summary>One message and what became of it. Times count from the start of the run.</summary>
internal sealed class TurnRecord(Arrival arrival, string clientMessageId)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Arrival Arrival => arrival;

    /// <summary>Names the message to the gateway.</summary>
    public string ClientMessageId => clientMessageId;

    /// <summary>When the request went out. That it is late is the load generator's doing, and is reported.</summary>
    public TimeSpan SentAt { get; set; }

    public TimeSpan? FirstEventAt { get; set; }

    /// <summary>When the first words of the answer came.</summary>
    public TimeSpan? FirstTextAt { get; set; }

    public TimeSpan? CompletedAt { get; set; }

    /// <summary>As turn.completed said it.</summary>
    public string? Outcome { get; set; }

    /// <summary>Why the gateway took no message, such as <c>429 over-quota</c>; null if it did.</summary>
    public string? Refusal { get; set; }

    /// <summary>Why it is not known whether the gateway took the message; null if it is.</summary>
    public string? Error { get; set; }

    /// <summary>Ends when nothing more is to come.</summary>
    public Task Ended => _ended.Task;

    public void End() => _ended.TrySetResult();
}
