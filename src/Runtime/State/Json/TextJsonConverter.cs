using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Types that are best read as one piece of text, as values and as dictionary keys.</summary>
internal sealed class TextJsonConverterFactory : JsonConverterFactory
{
    private static readonly Dictionary<Type, JsonConverter> Converters = new()
    {
        [typeof(GrainId)] = new TextJsonConverter<GrainId>(static id => id.ToString(), static text => GrainId.Parse(text)),
        [typeof(GrainType)] = new TextJsonConverter<GrainType>(static type => type.ToString()!, static text => GrainType.Create(text)),
        [typeof(IdSpan)] = new TextJsonConverter<IdSpan>(static span => span.ToString()!, static text => IdSpan.Create(text)),
        [typeof(GrainInterfaceType)] = new TextJsonConverter<GrainInterfaceType>(static type => type.ToString()!, static text => GrainInterfaceType.Create(text)),
        [typeof(SiloAddress)] = new TextJsonConverter<SiloAddress>(static address => address.ToParsableString(), static text => SiloAddress.FromParsableString(text)),
        [typeof(BigInteger)] = new TextJsonConverter<BigInteger>(
            static number => number.ToString(CultureInfo.InvariantCulture), static text => BigInteger.Parse(text, CultureInfo.InvariantCulture)),
        [typeof(IPAddress)] = new TextJsonConverter<IPAddress>(static address => address.ToString(), IPAddress.Parse),
        [typeof(IPEndPoint)] = new TextJsonConverter<IPEndPoint>(static endpoint => endpoint.ToString(), IPEndPoint.Parse),
        [typeof(CultureInfo)] = new TextJsonConverter<CultureInfo>(static culture => culture.Name, CultureInfo.GetCultureInfo),
    };

    public static bool Knows(Type type) => Converters.ContainsKey(type);

    public override bool CanConvert(Type typeToConvert) => Converters.ContainsKey(typeToConvert);

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Converters[typeToConvert];
}

internal sealed class TextJsonConverter<T>(Func<T, string> format, Func<string, T> parse) : JsonConverter<T>
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // Numbers are written as text here and may have been written as numbers elsewhere.
        var text = reader.TokenType == JsonTokenType.Number ? System.Text.Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString()!;
        return Parse(text);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(format(value));

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString()!);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(format(value));

    private T Parse(string text)
    {
        try
        {
            return parse(text);
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or OverflowException)
        {
            throw new JsonException($"'{text}' is not a {typeof(T).Name}: {failure.Message}", failure);
        }
    }
}
