namespace OrleansAgents.Storage;

/// <summary>Bounds of an event log. They protect the readers: a page of events must fit into the memory of many clients at once.</summary>
public static class EventLogLimits
{
    /// <summary>Bytes of one event's data: a card with a long list fits, a document does not.</summary>
    public const int EventBytesMax = 64 * 1024;

    /// <summary>Bytes of a snapshot, which is rewritten with every append.</summary>
    public const int SnapshotBytesMax = 64 * 1024;

    /// <summary>Events of one stream, folded ones not counted: some thousand turns. A longer conversation is continued in a new one.</summary>
    public const int StreamEventsMax = 50_000;

    /// <summary>Events of one append.</summary>
    public const int AppendEventsMax = 256;

    /// <summary>Items of one page.</summary>
    public const int PageMax = 1_000;

    /// <summary>Characters of a stream's name, an owner, a kind or a key.</summary>
    public const int NameCharactersMax = 512;

    /// <summary>Characters of a title.</summary>
    public const int TitleCharactersMax = 200;

    /// <summary>Characters of a text to search for.</summary>
    public const int SearchCharactersMax = 200;

    /// <summary>Streams that one page of a search looks into: some hundred milliseconds at worst for an owner of long conversations.</summary>
    public const int SearchedStreamsMax = 200;

    /// <summary>Bytes of the body of a stored answer.</summary>
    public const int AnswerBytesMax = 64 * 1024;
}
