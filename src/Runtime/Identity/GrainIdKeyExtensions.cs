using System.Buffers.Text;
using System.Text;

namespace Orleans.Runtime;

/// <summary>
/// Keys that are not strings, in text: an integer in upper-case hexadecimal, a GUID as 32 digits, each optionally followed
/// by '+' and a key extension. Being text, a key reads the same in logs, storage and on the wire.
/// </summary>
public static class GrainIdKeyExtensions
{
    private const byte Separator = (byte)'+';
    private const int GuidLength = 32;
    private const int IntegerLengthMax = 16;

    public static IdSpan CreateIntegerKey(long key) => CreateIntegerKey(key, ReadOnlySpan<byte>.Empty);

    public static IdSpan CreateIntegerKey(long key, ReadOnlySpan<byte> keyExtension)
    {
        Span<byte> digits = stackalloc byte[IntegerLengthMax];
        Utf8Formatter.TryFormat(key, digits, out var length, 'X');
        return Join(digits[..length], keyExtension);
    }

    /// <summary>A null or blank extension counts as none.</summary>
    public static IdSpan CreateIntegerKey(long key, string? keyExtension) =>
        string.IsNullOrWhiteSpace(keyExtension) ? CreateIntegerKey(key) : CreateIntegerKey(key, Encoding.UTF8.GetBytes(keyExtension));

    public static IdSpan CreateGuidKey(Guid key) => CreateGuidKey(key, ReadOnlySpan<byte>.Empty);

    public static IdSpan CreateGuidKey(Guid key, ReadOnlySpan<byte> keyExtension)
    {
        Span<byte> digits = stackalloc byte[GuidLength];
        Utf8Formatter.TryFormat(key, digits, out _, 'N');
        return Join(digits, keyExtension);
    }

    /// <summary>A null or blank extension counts as none.</summary>
    public static IdSpan CreateGuidKey(Guid key, string? keyExtension) =>
        string.IsNullOrWhiteSpace(keyExtension) ? CreateGuidKey(key) : CreateGuidKey(key, Encoding.UTF8.GetBytes(keyExtension));

    public static bool TryGetIntegerKey(this GrainId grainId, out long key, out string? keyExt)
    {
        var text = grainId.Key.AsSpan();
        var plus = text.IndexOf(Separator);
        keyExt = plus < 0 ? null : Encoding.UTF8.GetString(text[(plus + 1)..]);
        return TryParseInteger(plus < 0 ? text : text[..plus], out key);
    }

    /// <exception cref="ArgumentException">The key is not an integer key.</exception>
    public static long GetIntegerKey(this GrainId grainId, out string? keyExt) =>
        grainId.TryGetIntegerKey(out var key, out keyExt) ? key : throw NotA("integer", "1 to 16 hexadecimal digits", grainId);

    /// <exception cref="ArgumentException">The key is not an integer key.</exception>
    public static long GetIntegerKey(this GrainId grainId) =>
        grainId.TryGetIntegerKey(out var key) ? key : throw NotA("integer", "1 to 16 hexadecimal digits", grainId);

    public static bool TryGetGuidKey(this GrainId grainId, out Guid key, out string? keyExt)
    {
        var text = grainId.Key.AsSpan();
        keyExt = text.Length > GuidLength && text[GuidLength] == Separator ? Encoding.UTF8.GetString(text[(GuidLength + 1)..]) : null;
        return TryGetGuidKey(grainId, out key);
    }

    /// <exception cref="ArgumentException">The key is not a GUID key.</exception>
    public static Guid GetGuidKey(this GrainId grainId, out string? keyExt) =>
        grainId.TryGetGuidKey(out var key, out keyExt) ? key : throw NotA("GUID", "32 hexadecimal digits", grainId);

    /// <exception cref="ArgumentException">The key is not a GUID key.</exception>
    public static Guid GetGuidKey(this GrainId grainId) =>
        grainId.TryGetGuidKey(out var key) ? key : throw NotA("GUID", "32 hexadecimal digits", grainId);

    internal static bool TryGetIntegerKey(this GrainId grainId, out long key)
    {
        var text = grainId.Key.AsSpan();
        var plus = text.IndexOf(Separator);
        return TryParseInteger(plus < 0 ? text : text[..plus], out key);
    }

    internal static bool TryGetGuidKey(this GrainId grainId, out Guid key)
    {
        var text = grainId.Key.AsSpan();
        if (text.Length > GuidLength && text[GuidLength] == Separator) text = text[..GuidLength];
        key = default;
        return text.Length == GuidLength && Utf8Parser.TryParse(text, out key, out var read, 'N') && read == GuidLength;
    }

    private static bool TryParseInteger(ReadOnlySpan<byte> text, out long key) =>
        Utf8Parser.TryParse(text, out key, out var read, 'X') && read == text.Length;

    private static IdSpan Join(ReadOnlySpan<byte> digits, ReadOnlySpan<byte> extension)
    {
        if (extension.IsEmpty) return new IdSpan(digits.ToArray());
        var key = new byte[digits.Length + 1 + extension.Length];
        digits.CopyTo(key);
        key[digits.Length] = Separator;
        extension.CopyTo(key.AsSpan(digits.Length + 1));
        return new IdSpan(key);
    }

    private static ArgumentException NotA(string kind, string form, GrainId grainId) =>
        new($"Grain id '{grainId}' has no {kind} key: its key would be {form}, optionally followed by '+' and an extension. Read it with the method that fits the grain's IGrainWith*Key interface.", nameof(grainId));
}
