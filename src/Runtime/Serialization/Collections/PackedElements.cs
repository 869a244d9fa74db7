using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

/// <summary>
/// Elements of fixed size whose every bit pattern is a value, in arrays and lists, are written as they lie in memory: one copy
/// instead of a call an element. Little-endian, as every processor that .NET 10 is built for here.
/// </summary>
internal static class PackedElements<T>
{
    /// <summary>Whether the elements are packed; a constant once compiled. Not bool: only two of its 256 patterns are values.</summary>
    public static readonly bool Applies =
        BitConverter.IsLittleEndian
        && (typeof(T) == typeof(sbyte) || typeof(T) == typeof(short) || typeof(T) == typeof(ushort) || typeof(T) == typeof(int)
            || typeof(T) == typeof(uint) || typeof(T) == typeof(long) || typeof(T) == typeof(ulong) || typeof(T) == typeof(char)
            || typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(byte));

    /// <summary>The memory of the elements.</summary>
    public static Span<byte> AsBytes(Span<T> elements) => MemoryMarshal.CreateSpan(
        ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(elements)), checked(elements.Length * Unsafe.SizeOf<T>()));

    /// <summary>The bytes of exactly <paramref name="count"/> elements.</summary>
    /// <exception cref="MalformedMessageException">The elements are not packed ones, or others in number.</exception>
    public static ReadOnlySpan<byte> Read(Reader reader, Field field, int count)
    {
        var bytes = reader.ReadSpan(field);
        if (!Applies || (long)count * Unsafe.SizeOf<T>() != bytes.Length)
        {
            Malformed.ThrowRange(field, $"{count} elements of type '{typeof(T)}'", $"{bytes.Length} bytes");
        }

        return bytes;
    }

    /// <summary>One element of those.</summary>
    public static T Get(ReadOnlySpan<byte> bytes, int index) => Unsafe.ReadUnaligned<T>(in bytes[index * Unsafe.SizeOf<T>()]);
}
