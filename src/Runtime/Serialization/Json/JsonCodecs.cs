using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Json;

/// <summary>An element stays valid when its document is disposed of: a copy is detached from it.</summary>
internal sealed class JsonElementCodec : Codec<JsonElement>
{
    public override void Write(Writer writer, int id, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNull(id);
            return;
        }

        writer.WriteBytes(id, JsonMarshal.GetRawUtf8Value(value));
    }

    public override JsonElement Read(Reader reader, Field field) =>
        field.WireType == WireType.Default ? default : JsonText.ParseElement(reader.ReadSpan(field), field);

    public override JsonElement Copy(JsonElement value, CopyContext context) =>
        value.ValueKind == JsonValueKind.Undefined ? value : value.Clone();
}

internal sealed class JsonDocumentCodec(CodecCatalog catalog) : BlobCodec<JsonDocument>(catalog)
{
    private protected override void WriteValue(Writer writer, int id, JsonDocument value) =>
        writer.WriteBytes(id, JsonMarshal.GetRawUtf8Value(value.RootElement));

    private protected override JsonDocument Parse(ReadOnlySpan<byte> bytes, Field field) => JsonText.ParseDocument(bytes, field);

    private protected override JsonDocument Clone(JsonDocument value) =>
        JsonDocument.Parse(JsonMarshal.GetRawUtf8Value(value.RootElement).ToArray(), JsonText.Lenient);
}

/// <summary>
/// Nodes. A value node has a class of the library's own, so nodes are not told apart by class: whoever declares
/// <see cref="JsonNode"/> gets what the text is, whoever declares a more special class must get that.
/// </summary>
internal sealed class JsonNodeCodec<T>(CodecCatalog catalog) : Codec<T?>
    where T : JsonNode
{
    public override void Write(Writer writer, int id, T? value)
    {
        if (value is null)
        {
            writer.WriteNull(id);
        }
        else if (!writer.TryWriteReference(id, value))
        {
            var text = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(text))
            {
                value.WriteTo(json);
            }

            writer.WriteBytes(id, text.WrittenSpan);
        }
    }

    public override T? Read(Reader reader, Field field)
    {
        switch (field.WireType)
        {
            case WireType.Default:
                return null;
            case WireType.Reference:
                return reader.ReadReference(field, this);
            case WireType.Typed:
                var type = reader.ReadTypedHeader(field, out var inner);
                return catalog.Get(type).ReadBoxed(reader, inner) as T ?? throw new IllegalTypeException(type.ToString(), $"'{typeof(T)}' is expected");
        }

        var node = JsonText.ParseNode(reader.ReadSpan(field), field);
        if (node is not T typed)
        {
            Malformed.ThrowRange(field, typeof(T).Name, $"the JSON of a {node?.GetValueKind() ?? JsonValueKind.Null}");
            return null;
        }

        reader.RememberObject(field.Offset, typed);
        return typed;
    }

    public override T? Copy(T? value, CopyContext context)
    {
        if (value is null)
        {
            return null;
        }

        if (context.TryGetCopy(value, out var known))
        {
            return (T?)known;
        }

        var copy = (T)value.DeepClone();
        context.Remember(value, copy);
        return copy;
    }
}
