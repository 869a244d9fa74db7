using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Exceptions;

/// <summary>
/// The values that may accompany an exception: text, numbers, times, ids. Anything else is left out, on both sides, because an error report
/// must not fail for what was attached to it.
/// </summary>
internal static class SimpleValues
{
    public static bool IsSimple(object? value) => value is null || IsSimple(value.GetType());

    /// <summary>The value, or null if it is of another type.</summary>
    public static object? Read(Reader reader, Field field)
    {
        if (field.WireType != WireType.Typed)
        {
            reader.Skip(field);
            return null;
        }

        var type = reader.TryReadTypedHeader(field, out var inner, out _);
        if (type is null || !IsSimple(type))
        {
            reader.Skip(inner);
            return null;
        }

        return reader.Catalog.Get(type).ReadBoxed(reader, inner);
    }

    private static bool IsSimple(Type type) =>
        (type.IsPrimitive && type != typeof(nint) && type != typeof(nuint))
        || type == typeof(string)
        || type == typeof(decimal)
        || type == typeof(Guid)
        || type == typeof(DateTime)
        || type == typeof(DateTimeOffset)
        || type == typeof(TimeSpan)
        || type == typeof(Uri);
}
