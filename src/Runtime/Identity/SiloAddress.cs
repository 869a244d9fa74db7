using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Runtime;

/// <summary>
/// One run of a silo: its endpoint and a generation that is higher each time the silo starts at that endpoint.
/// The parsable form is <c>address:port@generation</c>; logs show <c>Saddress:port:generation</c>.
/// </summary>
[Immutable]
[JsonConverter(typeof(SiloAddressConverter))]
[System.Diagnostics.DebuggerDisplay("SiloAddress {ToString()}")]
public sealed class SiloAddress : IEquatable<SiloAddress>, IComparable<SiloAddress>, ISpanFormattable, IParsable<SiloAddress>, IUtf8SpanParsable<SiloAddress>
{
    private const int HashInputLength = 28;
    private static long LastGeneration;
    private uint[]? _uniformHashes;

    private SiloAddress(IPEndPoint endpoint, int generation)
    {
        Endpoint = endpoint;
        Generation = generation;
    }

    /// <summary>The address that no silo has.</summary>
    public static SiloAddress Zero { get; } = New(IPAddress.Any, 0, 0);

    public IPEndPoint Endpoint { get; }

    public int Generation { get; }

    /// <summary>When the silo started, as far as its generation was made from the time; UTC.</summary>
    internal DateTime StartedAt => new DateTime(2022, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(Generation);

    /// <summary>True for the negative generations that clients use.</summary>
    public bool IsClient => Generation < 0;

    /// <summary>An IPv4 address mapped to IPv6 is stored as IPv4, so that one endpoint has one form.</summary>
    public static SiloAddress New(IPAddress address, int port, int generation)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new SiloAddress(new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port), generation);
    }

    /// <inheritdoc cref="New(IPAddress, int, int)"/>
    public static SiloAddress New(IPEndPoint ep, int gen)
    {
        ArgumentNullException.ThrowIfNull(ep);
        return ep.Address.IsIPv4MappedToIPv6 ? New(ep.Address, ep.Port, gen) : new SiloAddress(ep, gen);
    }

    /// <summary>Seconds since 2022, and more than any earlier result in this process.</summary>
    public static int AllocateNewGeneration() => AllocateNewGeneration(TimeProvider.System);

    internal static int AllocateNewGeneration(TimeProvider time)
    {
        var seconds = (time.GetUtcNow().UtcTicks - new DateTime(2022, 1, 1).Ticks) / TimeSpan.TicksPerSecond;
        while (true)
        {
            var last = Volatile.Read(ref LastGeneration);
            var next = Math.Max(seconds, last + 1);
            if (Interlocked.CompareExchange(ref LastGeneration, next, last) == last) return unchecked((int)next);
        }
    }

    public string ToParsableString() => string.Create(CultureInfo.InvariantCulture, $"{Endpoint.Address}:{Endpoint.Port}@{Generation}");

    /// <exception cref="FormatException">The text is not <c>address:port@generation</c>.</exception>
    public static SiloAddress Parse(string value, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        return TryParse(value.AsSpan(), out var result) ? result : throw NotAnAddress(value);
    }

    /// <exception cref="FormatException">The text is not <c>address:port@generation</c>.</exception>
    public static SiloAddress Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider = null) =>
        TryParse(utf8Text, provider, out var result) ? result : throw NotAnAddress(Encoding.UTF8.GetString(utf8Text));

    public static SiloAddress Parse(string value) => Parse(value, null);

    public static SiloAddress Parse(ReadOnlySpan<byte> utf8Text) => Parse(utf8Text, null);

    public static SiloAddress FromParsableString(string addr) => Parse(addr, null);

    public static SiloAddress FromUtf8String(ReadOnlySpan<byte> addr) => Parse(addr, null);

    public static bool TryParse([NotNullWhen(true)] string? value, [NotNullWhen(true)] out SiloAddress? result) => TryParse(value.AsSpan(), out result);

    public static bool TryParse([NotNullWhen(true)] string? value, IFormatProvider? provider, [NotNullWhen(true)] out SiloAddress? result) =>
        TryParse(value.AsSpan(), out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, [NotNullWhen(true)] out SiloAddress? result) => TryParse(utf8Text, null, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, [NotNullWhen(true)] out SiloAddress? result)
    {
        // The longest IPv6 text with its zone, a port and a generation stays far below this; anything longer is not an address.
        const int lengthMax = 256;
        result = null;
        if (utf8Text.Length > lengthMax) return false;
        Span<char> text = stackalloc char[lengthMax];
        return Encoding.UTF8.TryGetChars(utf8Text, text, out var length) && TryParse(text[..length], out result);
    }

    /// <summary>True if this silo was started at the same endpoint after <paramref name="other"/>.</summary>
    public bool IsSuccessorOf(SiloAddress other) => Endpoint.Equals(other.Endpoint) && other.Generation > 0 && Generation > other.Generation;

    /// <summary>True if this silo was started at the same endpoint before <paramref name="other"/>.</summary>
    public bool IsPredecessorOf(SiloAddress other) => Endpoint.Equals(other.Endpoint) && Generation > 0 && Generation < other.Generation;

    public bool Equals([NotNullWhen(true)] SiloAddress? other) =>
        ReferenceEquals(this, other) || (other is not null && Generation == other.Generation && Endpoint.Equals(other.Endpoint));

    public override bool Equals(object? obj) => Equals(obj as SiloAddress);

    public override int GetHashCode() => Endpoint.GetHashCode() ^ Generation;

    /// <summary>The same value in every process of the cluster.</summary>
    public int GetConsistentHashCode() => unchecked((int)GetUniformHashCodes(1)[0]);

    /// <summary>Several independent hashes of the address, the same in every process of the cluster.</summary>
    public ImmutableArray<uint> GetUniformHashCodes(int numHashes)
    {
        var cached = Volatile.Read(ref _uniformHashes);
        if (cached?.Length == numHashes) return ImmutableCollectionsMarshal.AsImmutableArray(cached);
        Span<byte> input = stackalloc byte[HashInputLength];
        input.Clear();
        Endpoint.Address.TryWriteBytes(input, out _);
        BinaryPrimitives.WriteInt32LittleEndian(input[16..], Endpoint.Port);
        BinaryPrimitives.WriteInt32LittleEndian(input[20..], Generation);
        var hashes = new uint[numHashes];
        for (var i = 0; i < numHashes; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(input[24..], i);
            hashes[i] = XxHash32.Hash(input);
        }

        Volatile.Write(ref _uniformHashes, hashes);
        return ImmutableCollectionsMarshal.AsImmutableArray(hashes);
    }

    /// <summary>Orders by generation, so that older silos come first, then by port and address.</summary>
    public int CompareTo(SiloAddress? other)
    {
        if (other is null) return 1;
        var order = Generation.CompareTo(other.Generation);
        if (order == 0) order = Endpoint.Port.CompareTo(other.Endpoint.Port);
        if (order == 0) order = Endpoint.AddressFamily.CompareTo(other.Endpoint.AddressFamily);
        if (order != 0) return order;
        Span<byte> mine = stackalloc byte[16];
        Span<byte> theirs = stackalloc byte[16];
        Endpoint.Address.TryWriteBytes(mine, out var length);
        other.Endpoint.Address.TryWriteBytes(theirs, out _);
        return mine[..length].SequenceCompareTo(theirs[..length]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsClient ? 'C' : 'S')}{Endpoint}:{Generation}");

    public string ToStringWithHashCode() => string.Create(CultureInfo.InvariantCulture, $"{this}/x{GetConsistentHashCode():X8}");

    /// <summary>The format "H" adds the consistent hash.</summary>
    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => format == "H" ? ToStringWithHashCode() : ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        var text = format is "H" ? ToStringWithHashCode() : ToString();
        charsWritten = text.TryCopyTo(destination) ? text.Length : 0;
        return charsWritten > 0;
    }

    /// <summary>By value: Orleans keeps one instance an address, so code written for it may compare references.</summary>
    public static bool operator ==(SiloAddress? left, SiloAddress? right) => Equals(left, right);

    public static bool operator !=(SiloAddress? left, SiloAddress? right) => !Equals(left, right);

    private static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SiloAddress? result)
    {
        result = null;
        var at = text.LastIndexOf('@');
        var colon = at < 0 ? -1 : text[..at].LastIndexOf(':');
        if (colon < 0
            || !IPAddress.TryParse(text[..colon], out var address)
            || !ushort.TryParse(text[(colon + 1)..at], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || !int.TryParse(text[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var generation))
        {
            return false;
        }

        result = New(address, port, generation);
        return true;
    }

    private static FormatException NotAnAddress(string text) =>
        new($"'{text}' is not a silo address: 'address:port@generation' is needed, such as '10.0.0.7:11111@1234'.");
}

/// <summary>JSON form of a silo address: its parsable string.</summary>
public sealed class SiloAddressConverter : JsonConverter<SiloAddress>
{
    public override SiloAddress? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        return SiloAddress.TryParse(text, out var address)
            ? address
            : throw new JsonException($"'{text}' is not a silo address: 'address:port@generation' is needed, such as '10.0.0.7:11111@1234'.");
    }

    public override SiloAddress ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, typeToConvert, options)!;

    public override void Write(Utf8JsonWriter writer, SiloAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToParsableString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, SiloAddress value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToParsableString());
}
