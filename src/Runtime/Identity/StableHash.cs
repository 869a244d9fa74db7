using System.Runtime.InteropServices;
using Orleans.Runtime;

namespace Orleans;

/// <summary>A 32-bit hash that is the same in every process and version, unlike <see cref="object.GetHashCode"/>. Not for secrets.</summary>
public static class StableHash
{
    /// <summary>Hashes bytes (xxHash32, seed 0).</summary>
    public static uint ComputeHash(ReadOnlySpan<byte> data) => XxHash32.Hash(data);

    /// <summary>Hashes the UTF-16 little-endian bytes of a string.</summary>
    public static uint ComputeHash(string data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return XxHash32.Hash(BitConverter.IsLittleEndian
            ? MemoryMarshal.AsBytes(data.AsSpan())
            : System.Text.Encoding.Unicode.GetBytes(data));
    }
}
