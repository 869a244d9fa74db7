using System.Diagnostics.CodeAnalysis;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization;

/// <summary>Throws the reader's errors out of line, so that the methods which check stay small enough to be inlined.</summary>
internal static class Malformed
{
    [DoesNotReturn]
    public static void Throw(string reason, int offset) => throw new MalformedMessageException(reason, offset);

    [DoesNotReturn]
    public static void ThrowTruncated(int wanted, int left, int offset) =>
        throw new MalformedMessageException($"{wanted} more bytes are announced, {left} are left.", offset);

    [DoesNotReturn]
    public static void ThrowRange(Field field, string type, string value) =>
        throw new InvalidValueException($"field {field.Id} holds {value}, which does not fit {type}.", field.Offset);

    [DoesNotReturn]
    public static void ThrowWireType(Field field, string expected) => throw new UnsupportedWireTypeException(
        $"Field {field.Id} at offset {field.Offset} is laid out as {field.WireType} where {expected} is expected: the sender declares this member with another type.");

    [DoesNotReturn]
    public static void ThrowDepth(string where) => throw new DepthLimitExceededException("Reading", where);
}
