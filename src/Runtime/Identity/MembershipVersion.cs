using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Runtime;

/// <summary>The version of the cluster's membership: every change makes it larger.</summary>
[Immutable, GenerateSerializer]
[JsonConverter(typeof(MembershipVersionConverter))]
public readonly struct MembershipVersion : IComparable<MembershipVersion>, IEquatable<MembershipVersion>, ISpanFormattable
{
    private const string NoVersion = "default";

    public MembershipVersion(long version) => Value = version;

    /// <summary>Before any version; prints as "default".</summary>
    public static MembershipVersion MinValue => new(long.MinValue);

    [Id(0)]
    public long Value { get; init; }

    public int CompareTo(MembershipVersion other) => Value.CompareTo(other.Value);

    public bool Equals(MembershipVersion other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is MembershipVersion other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString() => this == MinValue ? NoVersion : Value.ToString(CultureInfo.InvariantCulture);

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => this == MinValue ? NoVersion : Value.ToString(format, formatProvider);

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        if (this != MinValue) return Value.TryFormat(destination, out charsWritten, format, provider);
        charsWritten = NoVersion.TryCopyTo(destination) ? NoVersion.Length : 0;
        return charsWritten > 0;
    }

    public static bool operator ==(MembershipVersion left, MembershipVersion right) => left.Value == right.Value;

    public static bool operator !=(MembershipVersion left, MembershipVersion right) => left.Value != right.Value;

    public static bool operator >=(MembershipVersion left, MembershipVersion right) => left.Value >= right.Value;

    public static bool operator <=(MembershipVersion left, MembershipVersion right) => left.Value <= right.Value;

    public static bool operator >(MembershipVersion left, MembershipVersion right) => left.Value > right.Value;

    public static bool operator <(MembershipVersion left, MembershipVersion right) => left.Value < right.Value;
}

/// <summary>JSON form of a membership version: a number.</summary>
public sealed class MembershipVersionConverter : JsonConverter<MembershipVersion>
{
    public override MembershipVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? new(reader.GetInt64()) : throw new JsonException($"A membership version is a number, not a {reader.TokenType}.");

    public override MembershipVersion ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        long.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version)
            ? new(version)
            : throw new JsonException($"A membership version is a number, not '{reader.GetString()}'.");

    public override void Write(Utf8JsonWriter writer, MembershipVersion value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, MembershipVersion value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value.ToString(CultureInfo.InvariantCulture));
}
