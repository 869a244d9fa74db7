using System.Buffers;
using Orleans.Serialization;

namespace Orleans.Runtime;

// Moving: what the old activation puts down before it ends, the next one takes up before it starts.
internal sealed partial class Activation
{
    public void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default)
    {
        Extras.IsMigrating = true;
        RequestDeactivation(new DeactivationReason(DeactivationReasonCode.Migrating, "The grain was asked to move."));
    }

    public void Rehydrate(IRehydrationContext context)
    {
        foreach (var participant in Participants()) participant.OnRehydrate(context);
    }

    private void Dehydrate(ActivationExtras extras)
    {
        var context = new MigrationContext(Silo.Catalog);
        foreach (var participant in Participants()) participant.OnDehydrate(context);
        extras.Rehydration = context;
    }

    /// <summary>Ends the activation because its shard moves to another silo. A grain that takes part in migration takes its state along. From any thread.</summary>
    public Task HandOver()
    {
        var ended = WhenDeactivated();
        if (Class.TakesPartInMigration) Extras.IsMigrating = true;
        RequestDeactivation(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The grain's shard moved to another silo."));
        return ended;
    }

    private IEnumerable<IGrainMigrationParticipant> Participants()
    {
        IEnumerable<IGrainMigrationParticipant> components = _extras?.Lifecycle?.MigrationParticipants ?? [];
        return _instance is IGrainMigrationParticipant grain ? components.Append(grain) : components;
    }
}

/// <summary>Named values on their way from one activation of a grain to the next.</summary>
internal sealed class MigrationContext(CodecCatalog catalog, Dictionary<string, byte[]>? values = null) : IDehydrationContext, IRehydrationContext
{
    private readonly Dictionary<string, byte[]> _values = values ?? [];

    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>What was put down, as it travels.</summary>
    public IReadOnlyDictionary<string, byte[]> Values => _values;

    public void AddBytes(string key, ReadOnlySpan<byte> value) => _values[key] = value.ToArray();

    public void AddBytes<T>(string key, Action<T, IBufferWriter<byte>> valueWriter, T value)
    {
        ArgumentNullException.ThrowIfNull(valueWriter);
        var buffer = new ArrayBufferWriter<byte>();
        valueWriter(value, buffer);
        _values[key] = buffer.WrittenSpan.ToArray();
    }

    public bool TryAddValue<T>(string key, T? value)
    {
        if (!catalog.TryGet(typeof(T), out _)) return false;
        _values[key] = new Serializer<T>(catalog).SerializeToArray(value!);
        return true;
    }

    public bool TryGetBytes(string key, out ReadOnlySequence<byte> value)
    {
        var found = _values.TryGetValue(key, out var bytes);
        value = found ? new ReadOnlySequence<byte>(bytes!) : default;
        return found;
    }

    public bool TryGetValue<T>(string key, out T? value)
    {
        if (!_values.TryGetValue(key, out var bytes) || !catalog.TryGet(typeof(T), out _))
        {
            value = default;
            return false;
        }

        value = new Serializer<T>(catalog).Deserialize(bytes);
        return true;
    }
}
