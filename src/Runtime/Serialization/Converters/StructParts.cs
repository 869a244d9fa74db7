using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Converters;

/// <summary>
/// Writes and reads a struct as the fields of an object that is framed already. A struct without members of its own (a number that
/// serves as surrogate) is field 0.
/// </summary>
internal static class StructParts
{
    public static void Write<T>(Writer writer, Codec<T> codec, T value)
        where T : struct
    {
        if (codec is StructCodec<T> members)
        {
            members.WriteMembers(writer, ref value);
        }
        else
        {
            codec.Write(writer, 0, value);
        }
    }

    public static T Read<T>(Reader reader, Codec<T> codec)
        where T : struct
    {
        T value = default;
        if (codec is StructCodec<T> members)
        {
            members.ReadMembers(reader, ref value);
            return value;
        }

        while (reader.TryReadField(out var field))
        {
            if (field.Id == 0)
            {
                value = codec.Read(reader, field);
            }
            else
            {
                reader.Skip(field);
            }
        }

        return value;
    }
}
