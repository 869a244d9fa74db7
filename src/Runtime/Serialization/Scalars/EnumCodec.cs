using System.Runtime.CompilerServices;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Scalars;

/// <summary>
/// The integer behind the member. A number without a member is read as it is, as in C#: a newer sender may know more members.
/// </summary>
internal sealed class EnumCodec<T> : ScalarCodec<T>
    where T : struct, Enum
{
    /// <summary>A constant once compiled, so that one branch of each switch is left.</summary>
    private static readonly TypeCode Underlying = Type.GetTypeCode(typeof(T));

    public override void Write(Writer writer, int id, T value)
    {
        switch (Underlying)
        {
            case TypeCode.SByte:
                writer.WriteSByte(id, Unsafe.As<T, sbyte>(ref value));
                break;
            case TypeCode.Byte:
                writer.WriteByte(id, Unsafe.As<T, byte>(ref value));
                break;
            case TypeCode.Int16:
                writer.WriteInt16(id, Unsafe.As<T, short>(ref value));
                break;
            case TypeCode.UInt16:
                writer.WriteUInt16(id, Unsafe.As<T, ushort>(ref value));
                break;
            case TypeCode.Int32:
                writer.WriteInt32(id, Unsafe.As<T, int>(ref value));
                break;
            case TypeCode.UInt32:
                writer.WriteUInt32(id, Unsafe.As<T, uint>(ref value));
                break;
            case TypeCode.Int64:
                writer.WriteInt64(id, Unsafe.As<T, long>(ref value));
                break;
            default:
                writer.WriteUInt64(id, Unsafe.As<T, ulong>(ref value));
                break;
        }
    }

    public override T Read(Reader reader, Field field) => Underlying switch
    {
        TypeCode.SByte => Cast(reader.ReadSByte(field)),
        TypeCode.Byte => Cast(reader.ReadByte(field)),
        TypeCode.Int16 => Cast(reader.ReadInt16(field)),
        TypeCode.UInt16 => Cast(reader.ReadUInt16(field)),
        TypeCode.Int32 => Cast(reader.ReadInt32(field)),
        TypeCode.UInt32 => Cast(reader.ReadUInt32(field)),
        TypeCode.Int64 => Cast(reader.ReadInt64(field)),
        _ => Cast(reader.ReadUInt64(field)),
    };

    private static T Cast<TNumber>(TNumber number)
        where TNumber : struct => Unsafe.As<TNumber, T>(ref number);
}
