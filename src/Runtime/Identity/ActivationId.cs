using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Runtime;

/// <summary>Tells two activations of one grain apart. Prints as '@' and 32 hexadecimal digits.</summary>
[Immutable, GenerateSerializer]
[JsonConverter(typeof(ActivationIdConverter))]
public readonly struct ActivationId : IEquatable<ActivationId>, ISpanFormattable
{
    [Id(0)]
    internal readonly Guid Key;

    public ActivationId(Guid key) => Key = key;

    public bool IsDefault => Key == Guid.Empty;

    /// <summary>A random id. The runtime does not call this: it takes its ids from its own source, so that a run can be replayed.</summary>
    public static ActivationId NewId()
    {
#pragma warning disable RS0030 // Orleans' signature takes no id source.
        return new ActivationId(Guid.NewGuid());
#pragma warning restore RS0030
    }

    /// <summary>The same id each time for one grain.</summary>
    public static ActivationId GetDeterministic(GrainId grain)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, grain.Type.GetUniformHashCode());
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], grain.Key.GetUniformHashCode());
        return new ActivationId(new Guid(bytes));
    }

    /// <exception cref="FormatException">The text is not '@' and 32 hexadecimal digits.</exception>
    public static ActivationId FromParsableString(string activationId)
    {
        ArgumentNullException.ThrowIfNull(activationId);
        return activationId.StartsWith('@') && Guid.TryParseExact(activationId.AsSpan(1), "N", out var key)
            ? new ActivationId(key)
            : throw new FormatException($"'{activationId}' is not an activation id: '@' followed by 32 hexadecimal digits is needed.");
    }

    public string ToParsableString() => ToString();

    public override string ToString() => $"@{Key:N}";

    public bool Equals(ActivationId other) => Key == other.Key;

    public override bool Equals(object? obj) => obj is ActivationId other && Equals(other);

    public override int GetHashCode() => Key.GetHashCode();

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite($"@{Key:N}", out charsWritten);

    public static bool operator ==(ActivationId left, ActivationId right) => left.Equals(right);

    public static bool operator !=(ActivationId left, ActivationId right) => !left.Equals(right);
}

/// <summary>JSON form of an activation id: its parsable string.</summary>
public sealed class ActivationIdConverter : JsonConverter<ActivationId>
{
    public override ActivationId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? throw new JsonException("An activation id is needed here, not null.");
        try
        {
            return ActivationId.FromParsableString(text);
        }
        catch (FormatException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    public override ActivationId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, typeToConvert, options);

    public override void Write(Utf8JsonWriter writer, ActivationId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, ActivationId value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToString());
}
