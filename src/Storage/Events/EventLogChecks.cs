using System.Text.Json;
using System.Text.Unicode;

namespace OrleansAgents.Storage;

/// <summary>What every event log refuses before it touches its store, so that all of them refuse the same with the same words.</summary>
internal static class EventLogChecks
{
    /// <exception cref="EventLogLimitException">A bound would be exceeded.</exception>
    /// <exception cref="ArgumentException">The append contradicts itself.</exception>
    public static void Check(EventAppend append)
    {
        ArgumentNullException.ThrowIfNull(append);
        Name(append.Stream, "The stream's name");
        ArgumentOutOfRangeException.ThrowIfNegative(append.ExpectedSequence, nameof(append));
        CheckBirth(append);
        if (append.Events.Count == 0 && append is { Birth: null, Snapshot: null, Title: null })
        {
            throw new ArgumentException($"An append to stream '{append.Stream}' changes nothing; give events, a birth, a snapshot or a title.", nameof(append));
        }

        AtMost(append.Events.Count, EventLogLimits.AppendEventsMax, nameof(EventLogLimits.AppendEventsMax), $"An append to stream '{append.Stream}'", "events", "append them in parts");
        for (var i = 0; i < append.Events.Count; i++)
        {
            Check(append.Events[i], i, append.Stream);
        }

        if (append.Snapshot is { } snapshot)
        {
            var what = $"The snapshot of stream '{append.Stream}'";
            AtMost(snapshot.Length, EventLogLimits.SnapshotBytesMax, nameof(EventLogLimits.SnapshotBytesMax), what, "bytes", "keep less beside the events");
            Json(snapshot, what);
        }

        if (append.Title is not null)
        {
            Title(append.Title);
        }

        if (append.Fold is { } fold && (fold.FirstSequence < 1 || fold.LastSequence < fold.FirstSequence || fold.LastSequence > append.ExpectedSequence))
        {
            throw new ArgumentException(
                $"An append to stream '{append.Stream}' folds events {fold.FirstSequence} to {fold.LastSequence}; it can fold events from 1 to the one that it follows, {append.ExpectedSequence}.", nameof(append));
        }
    }

    public static void Name(string name, string what)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        AtMost(name.Length, EventLogLimits.NameCharactersMax, nameof(EventLogLimits.NameCharactersMax), what, "characters", "choose a shorter one");
    }

    public static void Title(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        AtMost(title.Length, EventLogLimits.TitleCharactersMax, nameof(EventLogLimits.TitleCharactersMax), "The title", "characters", "choose a shorter one");
    }

    public static void Check(EventStreamQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        Page(query.StreamsMax);
        AtMost(query.Text?.Length ?? 0, EventLogLimits.SearchCharactersMax, nameof(EventLogLimits.SearchCharactersMax), "The text to search for", "characters", "search for a part of it");
    }

    public static void Page(int items)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(items, EventLogLimits.PageMax);
    }

    /// <summary>The bound on how many events a stream has can only be checked where they are counted.</summary>
    public static EventLogLimitException TooManyEvents(string stream, long events)
        => new($"Stream '{stream}' would have {events} events ({nameof(EventLogLimits)}.{nameof(EventLogLimits.StreamEventsMax)} is {EventLogLimits.StreamEventsMax}); continue in a new stream.");

    private static void CheckBirth(EventAppend append)
    {
        if (append.Birth is not { } birth)
        {
            return;
        }

        if (append.ExpectedSequence != 0 || append.Fold is not null)
        {
            throw new ArgumentException($"An append makes stream '{append.Stream}' and expects event {append.ExpectedSequence} or folds events; a stream begins without any.", nameof(append));
        }

        Name(birth.Owner, "The owner");
        Title(birth.Title);
    }

    private static void Check(NewEvent item, int index, string stream)
    {
        var what = $"Event {index} ('{item.Kind}') of an append to stream '{stream}'";
        Name(item.Kind, "An event's kind");
        if (item.Key is not null)
        {
            Name(item.Key, "An event's key");
        }

        AtMost(item.Data.Length, EventLogLimits.EventBytesMax, nameof(EventLogLimits.EventBytesMax), what, "bytes", "store large content elsewhere and name it in the event");
        Json(item.Data, what);
    }

    /// <summary>Data that is not JSON would be found out by whoever reads the stream, again and again, and by every search.</summary>
    private static void Json(byte[] data, string what)
    {
        if (!Utf8.IsValid(data))
        {
            throw new ArgumentException($"{what} is not UTF-8.", nameof(data));
        }

        Utf8JsonReader reader = new(data);
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (JsonException failure)
        {
            throw new ArgumentException($"{what} is not JSON: {failure.Message}", nameof(data), failure);
        }
    }

    private static void AtMost(int value, int limit, string limitName, string what, string unit, string advice)
    {
        if (value > limit)
        {
            throw new EventLogLimitException($"{what} has {value} {unit} ({nameof(EventLogLimits)}.{limitName} is {limit}); {advice}.");
        }
    }
}
