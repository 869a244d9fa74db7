using System.Collections.Concurrent;
using Orleans.Serialization.Buffers;

namespace Orleans.Runtime.Transport;

// State of activations on its way to the next owner of their shard.
internal sealed partial class MessageCenter
{
    // A round trip and the writing of one grain's state; a silo that takes longer is hung, and the sender must not wait for it for ever.
    private static readonly TimeSpan HandOverLimit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<long, (Connection Connection, TaskCompletionSource<bool> Answer)> _handOvers = new();
    private long _lastHandOver;

    /// <summary>Offers what a grain's activation has put down. True when the silo has taken it, false when by its view it is not the one to take it.</summary>
    /// <exception cref="IOException">The silo cannot be reached, or the connection broke.</exception>
    public async Task<bool> HandOver(SiloAddress silo, GrainId grain, IReadOnlyDictionary<string, byte[]> values, long viewVersion)
    {
        var connection = await Connect(silo);
        var id = Interlocked.Increment(ref _lastHandOver);
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _handOvers[id] = (connection, answer);
        try
        {
            var sent = connection.TrySend(FrameKind.HandOver, (id, grain, values, viewVersion), static (writer, offer) =>
            {
                writer.WriteInt64(HandOverField.CallId, offer.id);
                writer.WriteBytes(HandOverField.GrainType, offer.grain.Type.Value.AsSpan());
                writer.WriteBytes(HandOverField.Key, offer.grain.Key.AsSpan());
                writer.WriteInt64(HandOverField.ViewVersion, offer.viewVersion);
                foreach (var (name, bytes) in offer.values)
                {
                    var token = writer.BeginObject(HandOverField.Value);
                    writer.WriteString(0, name);
                    writer.WriteBytes(1, bytes);
                    writer.EndObject(token);
                }
            });
            if (!sent) throw new IOException($"There is no connection to {silo}.");
            return await answer.Task.WaitAsync(HandOverLimit, Runtime.Services.Time);
        }
        finally
        {
            _handOvers.TryRemove(id, out _);
        }
    }

    private void ReceiveHandOver(Connection connection, Reader reader)
    {
        var (id, version) = (0L, 0L);
        byte[] type = [], key = [];
        Dictionary<string, byte[]> values = [];
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case HandOverField.CallId: id = reader.ReadInt64(field); break;
                case HandOverField.GrainType: type = reader.ReadBytes(field) ?? []; break;
                case HandOverField.Key: key = reader.ReadBytes(field) ?? []; break;
                case HandOverField.ViewVersion: version = reader.ReadInt64(field); break;
                case HandOverField.Value: ReadValue(reader, field, values); break;
                default: reader.Skip(field); break;
            }
        }

        _ = AnswerHandOver(connection, id, GrainId.Create(new GrainType(type), new IdSpan(key)), values, version);
    }

    private async Task AnswerHandOver(Connection connection, long id, GrainId grain, Dictionary<string, byte[]> values, long viewVersion)
    {
        var isTaken = false;
        try
        {
            isTaken = await Receiver.TakeOver(grain, values, viewVersion);
        }
        catch (Exception failure)
        {
            LogNotTaken(_log, grain, connection.PeerName, failure);
        }

        connection.TrySend(FrameKind.HandOverAnswer, (id, isTaken), static (writer, answer) =>
        {
            writer.WriteInt64(HandOverField.CallId, answer.id);
            writer.WriteBoolean(HandOverField.IsTaken, answer.isTaken);
        });
    }

    private void ReceiveHandOverAnswer(Reader reader)
    {
        var (id, isTaken) = (0L, false);
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case HandOverField.CallId: id = reader.ReadInt64(field); break;
                case HandOverField.IsTaken: isTaken = reader.ReadBoolean(field); break;
                default: reader.Skip(field); break;
            }
        }

        if (_handOvers.TryGetValue(id, out var offer)) offer.Answer.TrySetResult(isTaken);
    }

    private void FailHandOvers(Connection connection, Exception reason)
    {
        foreach (var offer in _handOvers.Values)
        {
            if (offer.Connection == connection) offer.Answer.TrySetException(new IOException($"The connection to {connection.PeerName} broke. {reason.Message}", reason));
        }
    }

    private static void ReadValue(Reader reader, Field entry, Dictionary<string, byte[]> values)
    {
        string? name = null;
        byte[]? bytes = null;
        var token = reader.BeginObject(entry);
        while (reader.TryReadField(out var field))
        {
            if (field.Id == 0) name = reader.ReadString(field);
            else if (field.Id == 1) bytes = reader.ReadBytes(field);
            else reader.Skip(field);
        }

        reader.EndObject(token);
        if (name is not null) values[name] = bytes ?? [];
    }

    [Microsoft.Extensions.Logging.LoggerMessage(Microsoft.Extensions.Logging.LogLevel.Warning, "The state of grain {Grain} from {Peer} could not be taken over.")]
    private static partial void LogNotTaken(Microsoft.Extensions.Logging.ILogger logger, GrainId grain, string peer, Exception failure);
}
