using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Runtime;

/// <summary>A GUID as an identity of its own, such as a subscription's.</summary>
[Immutable, GenerateSerializer]
[JsonConverter(typeof(GuidIdConverter))]
public sealed class GuidId : IEquatable<GuidId>, IComparable<GuidId>, ISerializable
{
    [Id(0)]
    public readonly Guid Guid;

    private GuidId(Guid guid) => Guid = guid;

    private GuidId(SerializationInfo info, StreamingContext context) => Guid = (Guid)info.GetValue("Guid", typeof(Guid))!;

    /// <summary>A random id.</summary>
    public static GuidId GetNewGuidId()
    {
#pragma warning disable RS0030 // Orleans' signature takes no id source.
        return new GuidId(Guid.NewGuid());
#pragma warning restore RS0030
    }

    public static GuidId GetGuidId(Guid guid) => new(guid);

    public void GetObjectData(SerializationInfo info, StreamingContext context) => info.AddValue("Guid", Guid, typeof(Guid));

    public int CompareTo(GuidId? other) => other is null ? 1 : Guid.CompareTo(other.Guid);

    public bool Equals(GuidId? other) => other is not null && Guid == other.Guid;

    public override bool Equals(object? obj) => Equals(obj as GuidId);

    public override int GetHashCode() => Guid.GetHashCode();

    public override string ToString() => Guid.ToString();

    public static bool operator ==(GuidId? left, GuidId? right) => Equals(left, right);

    public static bool operator !=(GuidId? left, GuidId? right) => !Equals(left, right);
}

/// <summary>JSON form: the GUID's 32 digits.</summary>
public sealed class GuidIdConverter : JsonConverter<GuidId>
{
    public override GuidId? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        return Guid.TryParseExact(text, "N", out var guid) ? GuidId.GetGuidId(guid) : throw new JsonException($"'{text}' is not an id: 32 hexadecimal digits are needed.");
    }

    public override GuidId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, typeToConvert, options)!;

    public override void Write(Utf8JsonWriter writer, GuidId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Guid.ToString("N"));

    public override void WriteAsPropertyName(Utf8JsonWriter writer, GuidId value, JsonSerializerOptions options) => writer.WritePropertyName(value.Guid.ToString("N"));
}
