using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

/// <summary>Errors of elements and entries, which the codecs of all collections share.</summary>
internal static class Elements
{
    public static void CheckCount(int announced, int read, Field field)
    {
        if (announced != read)
        {
            Malformed.Throw($"field {field.Id} announces {announced} elements and holds {read}.", field.Offset);
        }
    }

    /// <summary>Checks, of a set or map, that every element that was read is in it.</summary>
    public static void CheckUnique(int read, int held, Field field)
    {
        if (read != held)
        {
            throw new InvalidValueException($"field {field.Id} holds {read} elements of which {read - held} are there twice.", field.Offset);
        }
    }
}
