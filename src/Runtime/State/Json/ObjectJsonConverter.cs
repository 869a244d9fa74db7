using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Storage;

/// <summary>
/// Members declared as object. Text and truth values stand for themselves; everything else says its type, so that it comes back as
/// what it was: <c>{ "$type": "int", "$value": 5 }</c>.
/// </summary>
internal sealed class ObjectJsonConverter(StateTypeNames names) : JsonConverter<object>
{
    private const string ValueProperty = "$value";

    private static readonly Dictionary<Type, string> WellKnown = new()
    {
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(Guid)] = "Guid",
        [typeof(DateTime)] = "DateTime",
        [typeof(DateTimeOffset)] = "DateTimeOffset",
        [typeof(DateOnly)] = "DateOnly",
        [typeof(TimeOnly)] = "TimeOnly",
        [typeof(TimeSpan)] = "TimeSpan",
        [typeof(Uri)] = "Uri",
        [typeof(byte[])] = "byte[]",
    };

    private static readonly Dictionary<string, Type> WellKnownNames = WellKnown.ToDictionary(static entry => entry.Value, static entry => entry.Key);

    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.True or JsonTokenType.False:
                return reader.GetBoolean();
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var integer) ? integer : reader.GetDouble();
        }

        var element = JsonElement.ParseValue(ref reader);
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(StatePolymorphism.TypeProperty, out var typeName))
        {
            return element;
        }

        var name = typeName.GetString() ?? "";
        var type = WellKnownNames.GetValueOrDefault(name) ?? names.Find(name) ?? throw new JsonException(
            $"The record holds a '{name}', which is not among the types that this application can serialize; restore the type, or its alias, with [GenerateSerializer].");
        return element.TryGetProperty(ValueProperty, out var value) ? value.Deserialize(type, options) : element.Deserialize(type, options);
    }

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                return;
            case bool truth:
                writer.WriteBooleanValue(truth);
                return;
            case JsonElement element:
                element.WriteTo(writer);
                return;
        }

        var type = value.GetType();
        var name = WellKnown.GetValueOrDefault(type) ?? names.NameOf(type) ?? throw new NotSupportedException(
            $"A member declared as object holds a {type}, which a record may not name; mark it with [GenerateSerializer], or declare the member with the type itself.");
        writer.WriteStartObject();
        writer.WriteString(StatePolymorphism.TypeProperty, name);
        writer.WritePropertyName(ValueProperty);
        JsonSerializer.Serialize(writer, value, type, options);
        writer.WriteEndObject();
    }
}
