using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace Orleans.Storage;

/// <summary>
/// State to bytes and back. Bytes, and not the object itself, so that a grain that goes on changing its state does not change what it
/// has stored. A type without a codec goes through JSON: slower, but a state class needs no attributes to be kept in memory.
/// </summary>
internal sealed class MemoryStatePayload(CodecCatalog catalog, IGrainFactory grains)
{
    /// <summary>Field id of the only value in a payload.</summary>
    private const int ValueField = 0;

    private readonly Lazy<GrainStateJson> _json = new(() => new GrainStateJson(new ManifestStateTypes(catalog.Manifest), grains));

    /// <summary>An array of exactly the payload's size, which nobody changes any more.</summary>
    public byte[] Write<T>(T? state, string stateName, GrainId grainId)
    {
        if (!catalog.TryGet(typeof(T), out _))
        {
            return _json.Value.Write(state, stateName, grainId);
        }

        var writer = Writer.Rent(catalog);
        try
        {
            catalog.Get<T>().Write(writer, ValueField, state!);
            return writer.WrittenSpan.ToArray();
        }
        finally
        {
            writer.Return();
        }
    }

    public T? Read<T>(byte[] payload, string stateName, GrainId grainId)
    {
        if (!catalog.TryGet(typeof(T), out _))
        {
            return _json.Value.Read<T>(payload, stateName, grainId);
        }

        var reader = Reader.Rent(catalog, payload, 0, payload.Length);
        try
        {
            return reader.TryReadField(out var field) ? catalog.Get<T>().Read(reader, field) : default;
        }
        finally
        {
            reader.Return();
        }
    }
}
