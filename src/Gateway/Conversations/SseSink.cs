using System.Text.Json;
using OrleansAgents.Grains.Events;
using OrleansAgents.Storage;

namespace OrleansAgents.Gateway;

/// <summary>Sends a feed's events to a client: all of them, or those of one turn until it ends.</summary>
internal sealed class SseSink(SseWriter writer, string? turnId, TimeSpan pingAfter, TimeProvider time) : IFeedSink
{
    /// <summary>Measured from a hint alone: an event read from the log may be old because the client was away.</summary>
    private static readonly KeyValuePair<string, object?>[] SourceTags = [new("source", "hint"), new("source", "log")];

    private DateTimeOffset _lastWrite = time.GetUtcNow();

    public bool HasEnough { get; private set; }

    public void Write(StoredEvent stored, FeedSource source)
    {
        if (HasEnough || (turnId is not null && !IsOfTurn(stored.Data)))
        {
            return;
        }

        // Step 9: the event leaves as the log holds it; the page draws it.
        writer.WriteEvent(stored.Sequence, stored.Kind, stored.Data);
        HasEnough = turnId is not null && stored.Kind == EventKinds.TurnCompleted;
        _lastWrite = time.GetUtcNow();
        GatewayMetrics.StreamEvents.Add(1, SourceTags[(int)source]);
        if (source == FeedSource.Hint)
        {
            GatewayMetrics.Delivery.Record(Math.Max(0, (_lastWrite - stored.At).TotalSeconds));
        }
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => writer.UnflushedBytes > 0 ? writer.FlushAsync(cancellationToken) : default;

    public ValueTask TickAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _lastWrite < pingAfter)
        {
            return default;
        }

        _lastWrite = now;
        writer.WritePing();
        return writer.FlushAsync(cancellationToken);
    }

    /// <summary>Every payload says its turn on the top level, and first, so this looks at a few bytes.</summary>
    private bool IsOfTurn(ReadOnlySpan<byte> data)
    {
        Utf8JsonReader json = new(data);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
            {
                var found = json.ValueTextEquals("turnId"u8);
                json.Read();
                if (found)
                {
                    return json.TokenType == JsonTokenType.String && json.ValueTextEquals(turnId);
                }

                json.Skip();
            }
        }

        return false;
    }
}
