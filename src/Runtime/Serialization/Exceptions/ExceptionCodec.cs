using System.Runtime.CompilerServices;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Exceptions;

/// <summary>
/// Exceptions without a codec of their own, and the base of those with one. The instance is made without a constructor, so nothing of
/// the application runs; members that the class adds keep their defaults, unless a generated codec restores them. An exception whose type the
/// receiver does not know is read as <see cref="UnavailableExceptionFallbackException"/>, with the same text.
/// </summary>
internal sealed class ExceptionCodec<T>(CodecCatalog catalog) : ObjectCodec<T>(catalog)
    where T : Exception
{
    public override bool IsShareable => true;

    public override void WriteMembers(Writer writer, T value) => ExceptionParts.Write(writer, value, hasOwnMembers: value.GetType() != typeof(T));

    public override void ReadMembers(Reader reader, T value) => ExceptionParts.Read(reader, value);

    public override void CopyMembers(T from, T to, CopyContext context) => ExceptionParts.Copy(from, to);

    protected override T Create() => typeof(T) == typeof(UnavailableExceptionFallbackException)
        ? (T)(object)new UnavailableExceptionFallbackException()
        : (T)RuntimeHelpers.GetUninitializedObject(typeof(T));

    private protected override T ReadDerived(Reader reader, Field field)
    {
        var type = reader.TryReadTypedHeader(field, out var inner, out var unknownName);
        if (type is not null)
        {
            return ReadAs(type, reader, inner);
        }

        var fallback = ReadFallback(unknownName!, reader, inner);
        return fallback as T ?? throw new IllegalTypeException(unknownName!);
    }

    private static object? ReadFallback(string typeName, Reader reader, Field field)
    {
        switch (field.WireType)
        {
            case WireType.Default:
                return null;
            case WireType.Reference:
                return reader.ReadReference(field);
        }

        var token = reader.BeginObject(field);
        var fallback = new UnavailableExceptionFallbackException();
        reader.RememberObject(field.Offset, fallback);
        ExceptionParts.Read(reader, fallback);
        fallback.ExceptionType = typeName;
        reader.EndObject(token);
        return fallback;
    }
}
