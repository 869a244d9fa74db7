using System.Runtime.Serialization;
using System.Text;

namespace Orleans.Runtime;

/// <summary>
/// The bytes of an identity (UTF-8 by convention) with their stable hash: 12 bytes inline. The hash is kept because an
/// identity is hashed on every call and made once.
/// </summary>
[Immutable]
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>, ISerializable, ISpanFormattable
{
    private readonly byte[]? _value;
    private readonly int _hashCode;

    /// <summary>Takes ownership of <paramref name="value"/>: the caller must not change it afterwards.</summary>
    public IdSpan(byte[] value)
    {
        _value = value;
        _hashCode = unchecked((int)XxHash32.Hash(value));
    }

    private IdSpan(byte[]? value, int hashCode)
    {
        _value = value;
        _hashCode = hashCode;
    }

    private IdSpan(SerializationInfo info, StreamingContext context)
        : this((byte[]?)info.GetValue("v", typeof(byte[])), info.GetInt32("h"))
    {
    }

    public ReadOnlyMemory<byte> Value => _value;

    /// <summary>True for no bytes at all.</summary>
    public bool IsDefault => _value is null or { Length: 0 };

    public static IdSpan Create(string id) => new(Encoding.UTF8.GetBytes(id));

    public ReadOnlySpan<byte> AsSpan() => _value;

    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    public bool Equals(IdSpan obj) =>
        ReferenceEquals(_value, obj._value)
        || (_hashCode == obj._hashCode && _value is not null && obj._value is not null && _value.AsSpan().SequenceEqual(obj._value));

    /// <summary>Whether these are the bytes; <paramref name="hashCode"/> is their <see cref="HashOf"/>.</summary>
    internal bool Equals(ReadOnlySpan<byte> bytes, int hashCode) => _hashCode == hashCode && bytes.SequenceEqual(_value);

    internal static int HashOf(ReadOnlySpan<byte> bytes) => unchecked((int)XxHash32.Hash(bytes));

    public override int GetHashCode() => _hashCode;

    /// <summary>The hash as every silo of the cluster computes it.</summary>
    public uint GetUniformHashCode() => unchecked((uint)_hashCode);

    public void GetObjectData(SerializationInfo info, StreamingContext context)
    {
        info.AddValue("v", _value);
        info.AddValue("h", _hashCode);
    }

    /// <summary>Skips hashing: <paramref name="hashCode"/> must be the stable hash of <paramref name="value"/>.</summary>
    public static IdSpan UnsafeCreate(byte[]? value, int hashCode) => new(value, hashCode);

    /// <summary>The array itself, which must not be changed.</summary>
    public static byte[]? UnsafeGetArray(IdSpan id) => id._value;

    /// <summary>Orders by bytes; no value at all comes first.</summary>
    public int CompareTo(IdSpan other)
    {
        if (_value is null || other._value is null) return (_value is null ? 0 : 1) - (other._value is null ? 0 : 1);
        return _value.AsSpan().SequenceCompareTo(other._value);
    }

    public override string ToString() => _value is null ? "" : Encoding.UTF8.GetString(_value);

    public bool TryFormat(Span<char> destination, out int charsWritten) => Encoding.UTF8.TryGetChars(_value, destination, out charsWritten);

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        TryFormat(destination, out charsWritten);

    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
}
