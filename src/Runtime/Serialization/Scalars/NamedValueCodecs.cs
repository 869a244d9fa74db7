using System.Globalization;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Scalars;

/// <summary>The text that the address was made from.</summary>
internal sealed class UriCodec : ScalarCodec<Uri?>
{
    public override void Write(Writer writer, int id, Uri? value) => writer.WriteString(id, value?.OriginalString);

    public override Uri? Read(Reader reader, Field field)
    {
        var text = reader.ReadString(field);
        if (text is null)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri)
            ? uri
            : throw new InvalidValueException($"field {field.Id} holds text that is no URI.", field.Offset);
    }
}

/// <summary>Two to four numbers with dots between.</summary>
internal sealed class VersionCodec : ScalarCodec<Version?>
{
    public override void Write(Writer writer, int id, Version? value) => writer.WriteString(id, value?.ToString());

    public override Version? Read(Reader reader, Field field)
    {
        var text = reader.ReadString(field);
        if (text is null)
        {
            return null;
        }

        return Version.TryParse(text, out var version)
            ? version
            : throw new InvalidValueException($"field {field.Id} holds text that is no version.", field.Offset);
    }
}

/// <summary>The culture's name; the invariant one's is empty.</summary>
internal sealed class CultureInfoCodec : ScalarCodec<CultureInfo?>
{
    public override void Write(Writer writer, int id, CultureInfo? value) => writer.WriteString(id, value?.Name);

    public override CultureInfo? Read(Reader reader, Field field)
    {
        var name = reader.ReadString(field);
        if (name is null)
        {
            return null;
        }

        try
        {
            // Only cultures that the platform has: made-up names would each be cached for ever.
            return name.Length == 0 ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(name, predefinedOnly: true);
        }
        catch (CultureNotFoundException exception)
        {
            throw new InvalidValueException($"field {field.Id} names a culture that this process does not have.", field.Offset, exception);
        }
    }
}

/// <summary>An object whose one field is a null of the type.</summary>
internal sealed class TypeCodec : ScalarCodec<Type?>
{
    public override void Write(Writer writer, int id, Type? value)
    {
        if (value is null)
        {
            writer.WriteNull(id);
            return;
        }

        var token = writer.BeginObject(id, typeof(Type));
        writer.WriteTypedHeader(0, value);
        writer.WriteNull(0);
        writer.EndObject(token);
    }

    public override Type? Read(Reader reader, Field field)
    {
        if (field.WireType == WireType.Default)
        {
            return null;
        }

        Type? type = null;
        var token = reader.BeginObject(field);
        while (reader.TryReadField(out var part))
        {
            if (part.Id == 0)
            {
                type = reader.ReadTypedHeader(part, out var inner);
                reader.Skip(inner);
            }
            else
            {
                reader.Skip(part);
            }
        }

        reader.EndObject(token);
        return type ?? throw new InvalidValueException($"field {field.Id} names no type.", field.Offset);
    }
}

/// <summary>A token belongs to its process. Calls carry theirs apart from the arguments; anywhere else the reader gets one that is never cancelled.</summary>
internal sealed class CancellationTokenCodec : ScalarCodec<CancellationToken>
{
    public override void Write(Writer writer, int id, CancellationToken value) => writer.WriteNull(id);

    public override CancellationToken Read(Reader reader, Field field)
    {
        reader.Skip(field);
        return CancellationToken.None;
    }
}
