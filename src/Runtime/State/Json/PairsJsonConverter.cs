using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Storage;

/// <summary>Dictionaries whose keys are no text, such as records and tuples: a list of keys and values, since a JSON property name is text.</summary>
internal sealed class PairsJsonConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => Arguments(typeToConvert) is { } arguments && !IsText(arguments[0]);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var arguments = Arguments(typeToConvert)!;
        var concrete = typeToConvert.IsInterface ? typeof(Dictionary<,>).MakeGenericType(arguments) : typeToConvert;
        return (JsonConverter)Activator.CreateInstance(typeof(PairsJsonConverter<,,,>).MakeGenericType(typeToConvert, concrete, arguments[0], arguments[1]))!;
    }

    private static Type[]? Arguments(Type type)
    {
        var dictionary = type.IsInterface && type.IsGenericType ? type : type.GetInterfaces().FirstOrDefault(static face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IDictionary<,>));
        if (dictionary is null || !dictionary.IsGenericType || (type is { IsInterface: false } && type.GetConstructor(Type.EmptyTypes) is null))
        {
            return null;
        }

        var definition = dictionary.GetGenericTypeDefinition();
        return definition == typeof(IDictionary<,>) || definition == typeof(IReadOnlyDictionary<,>) ? dictionary.GetGenericArguments() : null;
    }

    private static bool IsText(Type key)
        => key == typeof(string) || key.IsPrimitive || key.IsEnum || key == typeof(decimal) || key == typeof(Guid) || key == typeof(object)
            || key == typeof(DateTime) || key == typeof(DateTimeOffset) || key == typeof(DateOnly) || key == typeof(TimeOnly) || key == typeof(TimeSpan)
            || key == typeof(Uri) || key == typeof(Version) || key == typeof(Half) || key == typeof(Int128) || key == typeof(UInt128)
            || TextJsonConverterFactory.Knows(key)
            || typeof(Runtime.IAddressable).IsAssignableFrom(key)
            || key.IsDefined(typeof(JsonConverterAttribute), inherit: false);
}

internal sealed class PairsJsonConverter<TDeclared, TDictionary, TKey, TValue> : JsonConverter<TDeclared>
    where TDeclared : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TDictionary : class, TDeclared, IDictionary<TKey, TValue>, new()
    where TKey : notnull
{
    public override TDeclared? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        TDictionary dictionary = new();
        foreach (var (key, value) in JsonSerializer.Deserialize<List<KeyValuePair<TKey, TValue>>>(ref reader, options) ?? [])
        {
            dictionary[key] = value;
        }

        return dictionary;
    }

    public override void Write(Utf8JsonWriter writer, TDeclared value, JsonSerializerOptions options)
        => JsonSerializer.Serialize(writer, value.ToList(), options);
}
