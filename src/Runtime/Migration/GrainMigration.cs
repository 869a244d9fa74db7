using System.Buffers;

namespace Orleans.Runtime;

/// <summary>A grain, or a component of one, whose memory moves with it to another activation.</summary>
public interface IGrainMigrationParticipant
{
    /// <summary>Called on the old activation after its last call and before it is deactivated.</summary>
    void OnDehydrate(IDehydrationContext dehydrationContext);

    /// <summary>Called on the new activation before it is activated.</summary>
    void OnRehydrate(IRehydrationContext rehydrationContext);
}

/// <summary>Collects what an activation takes along.</summary>
public interface IDehydrationContext
{
    IEnumerable<string> Keys { get; }

    void AddBytes(string key, ReadOnlySpan<byte> value);

    void AddBytes<T>(string key, Action<T, IBufferWriter<byte>> valueWriter, T value);

    /// <returns>False if the value can not be serialized.</returns>
    bool TryAddValue<T>(string key, T? value);
}

/// <summary>What an activation took along from its predecessor.</summary>
public interface IRehydrationContext
{
    IEnumerable<string> Keys { get; }

    bool TryGetBytes(string key, out ReadOnlySequence<byte> value);

    bool TryGetValue<T>(string key, out T? value);
}
