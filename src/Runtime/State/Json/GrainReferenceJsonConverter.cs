using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// Grain references. Where the member's type tells the interface, a reference is the grain's id, such as "user/42"; where it does not
/// (IGrain, IAddressable), an object with the id and the interface.
/// </summary>
internal sealed class GrainReferenceJsonConverterFactory(IGrainFactory grains) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert)
        => typeof(IAddressable).IsAssignableFrom(typeToConvert) && (typeToConvert.IsInterface || typeof(GrainReference).IsAssignableFrom(typeToConvert));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
        => (JsonConverter)Activator.CreateInstance(typeof(GrainReferenceJsonConverter<>).MakeGenericType(typeToConvert), grains)!;
}

internal sealed class GrainReferenceJsonConverter<T>(IGrainFactory grains) : JsonConverter<T>
    where T : class, IAddressable
{
    private const string GrainProperty = "grain";
    private const string InterfaceProperty = "interface";

    /// <summary>An interface of the application's own; those of the runtime say nothing about which methods the reference has.</summary>
    private static readonly bool TellsInterface = typeof(T).IsInterface && typeof(T).Assembly != typeof(IGrain).Assembly && typeof(T).Assembly != typeof(IAddressable).Assembly;

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return FromId(reader.GetString()!);
        }

        using var document = JsonDocument.ParseValue(ref reader);
        return Text(document.RootElement, GrainProperty) is { } id && Text(document.RootElement, InterfaceProperty) is { } interfaceType
            ? (T)grains.GetGrain(Parse(id), GrainInterfaceType.Create(interfaceType))
            : throw new JsonException($"A reference to {typeof(T)} is a grain id such as \"user/42\", or an object with the texts '{GrainProperty}' and '{InterfaceProperty}'; this is {document.RootElement.GetRawText()}.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        var id = value.GetGrainId().ToString();
        if (TellsInterface)
        {
            writer.WriteStringValue(id);
            return;
        }

        var reference = value as GrainReference ?? throw new JsonException(
            $"Grain {id} itself is stored where a reference is meant; store this.AsReference<TInterface>() with one of its interfaces.");
        writer.WriteStartObject();
        writer.WriteString(GrainProperty, id);
        writer.WriteString(InterfaceProperty, reference.InterfaceType.ToString());
        writer.WriteEndObject();
    }

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => FromId(reader.GetString()!);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (!TellsInterface)
        {
            throw new JsonException($"References declared as {typeof(T)} cannot be dictionary keys in JSON, because their interface would be lost; declare the key with the grain's own interface.");
        }

        writer.WritePropertyName(value.GetGrainId().ToString());
    }

    private static string? Text(JsonElement element, string property)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static GrainId Parse(string text) => GrainId.TryParse(text, out var id)
        ? id
        : throw new JsonException($"'{text}' is not a grain id: a grain type and a key are needed, separated by '/', such as 'user/42'.");

    private T FromId(string text) => grains.GetGrain(Parse(text)).AsReference<T>();
}
