using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Storage;

/// <summary>Stacks, top first. System.Text.Json would push what it reads in that order and so turn the stack over at every reading.</summary>
internal sealed class StackJsonConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Stack<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
        => (JsonConverter)Activator.CreateInstance(typeof(StackJsonConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
}

internal sealed class StackJsonConverter<T> : JsonConverter<Stack<T>>
{
    public override Stack<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => new((JsonSerializer.Deserialize<List<T>>(ref reader, options) ?? []).AsEnumerable().Reverse());

    public override void Write(Utf8JsonWriter writer, Stack<T> value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.ToList(), options);
}
