using System.Runtime.Serialization;
using System.Text;

namespace Orleans.Runtime;

/// <summary>The name of a kind of grain: by default the class name in lower case without its "grain" suffix.</summary>
[Immutable]
public readonly struct GrainType : IEquatable<GrainType>, IComparable<GrainType>, ISerializable, ISpanFormattable
{
    private readonly IdSpan _value;

    public GrainType(IdSpan id) => _value = id;

    /// <summary>Takes ownership of <paramref name="value"/>.</summary>
    public GrainType(byte[] value) => _value = new IdSpan(value);

    private GrainType(SerializationInfo info, StreamingContext context) =>
        _value = IdSpan.UnsafeCreate((byte[]?)info.GetValue("v", typeof(byte[])), info.GetInt32("h"));

    public IdSpan Value => _value;

    public bool IsDefault => _value.IsDefault;

    /// <exception cref="ArgumentException"><paramref name="value"/> is null or white space.</exception>
    public static GrainType Create(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return new GrainType(Encoding.UTF8.GetBytes(value));
    }

    public static explicit operator IdSpan(GrainType kind) => kind._value;

    public static explicit operator GrainType(IdSpan id) => new(id);

    public ReadOnlySpan<byte> AsSpan() => _value.AsSpan();

    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    public bool Equals(GrainType obj) => _value.Equals(obj._value);

    public override int GetHashCode() => _value.GetHashCode();

    public uint GetUniformHashCode() => _value.GetUniformHashCode();

    /// <summary>The array itself, which must not be changed.</summary>
    public static byte[]? UnsafeGetArray(GrainType id) => IdSpan.UnsafeGetArray(id._value);

    public int CompareTo(GrainType other) => _value.CompareTo(other._value);

    public void GetObjectData(SerializationInfo info, StreamingContext context) => _value.GetObjectData(info, context);

    public override string ToString() => _value.ToString();

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        _value.TryFormat(destination, out charsWritten);

    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);
}
