using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>What names on the wire stand for, found by the bytes in place: a name that is known makes no object.</summary>
/// <remarks>Peers choose the names, so the cache has a bound; past it what is looked up is made each time.</remarks>
internal sealed class Utf8Cache<TValue>
    where TValue : class
{
    // More than the grain classes and interfaces of any application.
    private const int NamesMax = 16_384;

    private readonly ConcurrentDictionary<byte[], TValue> _values = new(BytesComparer.Instance);
    private readonly ConcurrentDictionary<byte[], TValue>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public Utf8Cache() => _lookup = _values.GetAlternateLookup<ReadOnlySpan<byte>>();

    public bool TryGet(ReadOnlySpan<byte> name, [NotNullWhen(true)] out TValue? value) => _lookup.TryGetValue(name, out value);

    public void Add(ReadOnlySpan<byte> name, TValue value)
    {
        if (_values.Count < NamesMax) _values[name.ToArray()] = value;
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static BytesComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] bytes) => unchecked((int)XxHash32.Hash(bytes));

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => unchecked((int)XxHash32.Hash(alternate));

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
