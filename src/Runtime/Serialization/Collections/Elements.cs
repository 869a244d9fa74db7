using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

/// <summary>Errors of elements and entries, which the codecs of all collections share.</summary>
internal static class Elements
{
    public static void CheckCount(int announced, int read, Field field)
    {
        if (announced != read)
        {
            Malformed.Throw($"field {field.Id} announces {announced} elements and holds {read} different ones.", field.Offset);
        }
    }

    /// <summary>Adding an element runs its type's own code (hashing, comparing), which may not expect what a peer can send.</summary>
    public static MalformedMessageException Refused(Exception exception, Field field) =>
        new($"an element of field {field.Id} cannot be added to its collection: {exception.Message}", field.Offset, exception);

    public static bool IsRefusal(Exception exception) => exception is not (SerializerException or OutOfMemoryException);
}
