namespace Orleans.Serialization.Collections;

/// <summary>
/// The fields of collections. All sequences share one layout and all maps another, so that a member may change from a list to an
/// array or a set without breaking old data. Count and comparer stand before the elements: the reader makes the instance with them,
/// before it reads elements that may refer to it.
/// </summary>
internal static class CollectionLayout
{
    /// <summary>How many elements or entries follow; always the first field.</summary>
    public const int Count = 0;

    /// <summary>An element, or an entry's key.</summary>
    public const int Element = 1;

    /// <summary>An entry's value, right after its key.</summary>
    public const int Value = 2;

    /// <summary>One of the comparers that every process has; see <see cref="Comparers"/>.</summary>
    public const int KnownComparer = 3;

    /// <summary>A comparer that is an object with a codec.</summary>
    public const int OwnComparer = 4;

    /// <summary>All elements as bytes; see <see cref="PackedElements{T}"/>.</summary>
    public const int Packed = 5;

    /// <summary>The length of a dimension, once for each.</summary>
    public const int DimensionLength = 6;
}
