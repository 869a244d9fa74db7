namespace OrleansAgents.Storage;

/// <summary>
/// Streams of events, each with one writer's position: an append names the sequence number that it follows, so that of two writers who
/// both believe to own a stream one is refused. Grains are not single in every engine at every moment; the stream is.
/// </summary>
public interface IEventLog
{
    /// <summary>What is known of a stream; null if there is none.</summary>
    Task<EventStream?> ReadStreamAsync(string stream, CancellationToken cancellationToken = default);

    /// <summary>Events with a greater sequence number than <paramref name="after"/>, oldest first.</summary>
    /// <param name="stream">The stream's name; an unknown one has no events.</param>
    /// <param name="after">0 for the first page.</param>
    /// <param name="eventsMax">1 to <see cref="EventLogLimits.PageMax"/>.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    Task<IReadOnlyList<StoredEvent>> ReadAsync(string stream, long after, int eventsMax, CancellationToken cancellationToken = default);

    /// <summary>The event that was appended under a key; null if there is none.</summary>
    Task<StoredEvent?> FindAsync(string stream, string key, CancellationToken cancellationToken = default);

    /// <summary>Appends all of the events or none. They are durable, and seen by every later read, when it returns.</summary>
    /// <returns>The events as they are stored, with consecutive sequence numbers that follow the expected one.</returns>
    /// <exception cref="EventSequenceException">The stream is at another sequence number, or does not exist and no birth is given.</exception>
    /// <exception cref="EventKeyException">One of the keys is taken.</exception>
    /// <exception cref="EventLogLimitException">An event, the snapshot or the stream would exceed its bound.</exception>
    Task<IReadOnlyList<StoredEvent>> AppendAsync(EventAppend append, CancellationToken cancellationToken = default);

    /// <summary>
    /// An owner's streams, the last changed first. A search reads every event of the searched kinds in each stream that it looks into,
    /// and looks into at most <see cref="EventLogLimits.SearchedStreamsMax"/> streams a page: a page of it can hold fewer streams than
    /// asked for, or none, and still have a next one.
    /// </summary>
    /// <param name="owner">Whose streams.</param>
    /// <param name="query">Which of them.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="ArgumentException">The cursor is none of this log's.</exception>
    Task<EventStreamPage> ListAsync(string owner, EventStreamQuery query, CancellationToken cancellationToken = default);

    /// <summary>Gives a stream another title. False if there is no such stream.</summary>
    Task<bool> RenameAsync(string stream, string title, CancellationToken cancellationToken = default);

    /// <summary>Removes a stream with all its events. False if there is none. Its name can be used again, from sequence number 1.</summary>
    Task<bool> DeleteAsync(string stream, CancellationToken cancellationToken = default);
}

/// <summary>What a stream is, apart from its events.</summary>
/// <param name="Name">The stream's name.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Title">What its owner sees in a list; may be empty.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="UpdatedAt">When it was last appended to.</param>
/// <param name="LastSequence">The number of its last event; 0 before the first.</param>
/// <param name="Snapshot">What its writer last stored beside the events, JSON; null if nothing.</param>
public sealed record EventStream(string Name, string Owner, string Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long LastSequence, byte[]? Snapshot);

/// <summary>An event as it is stored. Numbers of a stream ascend; where deltas were folded away, some are missing.</summary>
/// <param name="Sequence">Its number within the stream, from 1.</param>
/// <param name="Kind">What happened, such as <c>turn.started</c>.</param>
/// <param name="At">When it was appended.</param>
/// <param name="Data">JSON, UTF-8. Not to be changed.</param>
public sealed record StoredEvent(long Sequence, string Kind, DateTimeOffset At, byte[] Data);

/// <summary>An event to append.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Data">JSON, UTF-8; at most <see cref="EventLogLimits.EventBytesMax"/>.</param>
/// <param name="Key">Makes the event the only one of its stream under this key; null for none.</param>
public sealed record NewEvent(string Kind, byte[] Data, string? Key = null);

/// <summary>One atomic change of a stream.</summary>
public sealed record EventAppend
{
    /// <summary>The stream's name.</summary>
    public required string Stream { get; init; }

    /// <summary>The number of the stream's last event, as the writer knows it; 0 for none.</summary>
    public required long ExpectedSequence { get; init; }

    /// <summary>The events; none is allowed where a birth, a snapshot or a title is given.</summary>
    public required IReadOnlyList<NewEvent> Events { get; init; }

    /// <summary>Makes the stream; refused if it exists.</summary>
    public StreamBirth? Birth { get; init; }

    /// <summary>Replaces the writer's snapshot, JSON; null leaves it.</summary>
    public byte[]? Snapshot { get; init; }

    /// <summary>Replaces the title; null leaves it.</summary>
    public string? Title { get; init; }

    /// <summary>Removes earlier events that these make superfluous; null for none.</summary>
    public FoldedEvents? Fold { get; init; }
}

/// <summary>How a stream begins.</summary>
public sealed record StreamBirth(string Owner, string Title);

/// <summary>The events of one kind whose numbers lie between two others, both included.</summary>
public sealed record FoldedEvents(string Kind, long FirstSequence, long LastSequence);

/// <summary>Which streams of an owner are listed.</summary>
/// <param name="StreamsMax">Streams in a page, 1 to <see cref="EventLogLimits.PageMax"/>.</param>
/// <param name="Text">Only streams that contain this text, without regard to ASCII case, in their title or in the member <c>text</c> of an event of the <paramref name="SearchedKinds"/>; null for all.</param>
/// <param name="Cursor">The cursor of the page before; null for the first page.</param>
/// <param name="SearchedKinds">The kinds whose events a search looks into; null for titles alone.</param>
public sealed record EventStreamQuery(int StreamsMax, string? Text = null, string? Cursor = null, IReadOnlyList<string>? SearchedKinds = null)
{
    /// <summary>Streams that are looked at for one page: a search passes by those without the text.</summary>
    internal int ExaminedMax => Text is null ? StreamsMax : EventLogLimits.SearchedStreamsMax;
}

/// <summary>A page of streams.</summary>
/// <param name="Streams">Without their snapshots.</param>
/// <param name="Cursor">Where the next page begins; null if this is the last.</param>
public sealed record EventStreamPage(IReadOnlyList<EventStream> Streams, string? Cursor);
