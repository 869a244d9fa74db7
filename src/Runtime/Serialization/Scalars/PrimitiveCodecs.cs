using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Scalars;

/// <summary>The primitive types that the wire knows itself.</summary>
internal sealed class BooleanCodec : ScalarCodec<bool>
{
    public override void Write(Writer writer, int id, bool value) => writer.WriteBoolean(id, value);

    public override bool Read(Reader reader, Field field) => reader.ReadBoolean(field);
}

internal sealed class ByteCodec : ScalarCodec<byte>
{
    public override void Write(Writer writer, int id, byte value) => writer.WriteByte(id, value);

    public override byte Read(Reader reader, Field field) => reader.ReadByte(field);
}

internal sealed class SByteCodec : ScalarCodec<sbyte>
{
    public override void Write(Writer writer, int id, sbyte value) => writer.WriteSByte(id, value);

    public override sbyte Read(Reader reader, Field field) => reader.ReadSByte(field);
}

internal sealed class Int16Codec : ScalarCodec<short>
{
    public override void Write(Writer writer, int id, short value) => writer.WriteInt16(id, value);

    public override short Read(Reader reader, Field field) => reader.ReadInt16(field);
}

internal sealed class UInt16Codec : ScalarCodec<ushort>
{
    public override void Write(Writer writer, int id, ushort value) => writer.WriteUInt16(id, value);

    public override ushort Read(Reader reader, Field field) => reader.ReadUInt16(field);
}

internal sealed class Int32Codec : ScalarCodec<int>
{
    public override void Write(Writer writer, int id, int value) => writer.WriteInt32(id, value);

    public override int Read(Reader reader, Field field) => reader.ReadInt32(field);
}

internal sealed class UInt32Codec : ScalarCodec<uint>
{
    public override void Write(Writer writer, int id, uint value) => writer.WriteUInt32(id, value);

    public override uint Read(Reader reader, Field field) => reader.ReadUInt32(field);
}

internal sealed class Int64Codec : ScalarCodec<long>
{
    public override void Write(Writer writer, int id, long value) => writer.WriteInt64(id, value);

    public override long Read(Reader reader, Field field) => reader.ReadInt64(field);
}

internal sealed class UInt64Codec : ScalarCodec<ulong>
{
    public override void Write(Writer writer, int id, ulong value) => writer.WriteUInt64(id, value);

    public override ulong Read(Reader reader, Field field) => reader.ReadUInt64(field);
}

internal sealed class CharCodec : ScalarCodec<char>
{
    public override void Write(Writer writer, int id, char value) => writer.WriteChar(id, value);

    public override char Read(Reader reader, Field field) => reader.ReadChar(field);
}

internal sealed class SingleCodec : ScalarCodec<float>
{
    public override void Write(Writer writer, int id, float value) => writer.WriteSingle(id, value);

    public override float Read(Reader reader, Field field) => reader.ReadSingle(field);
}

internal sealed class DoubleCodec : ScalarCodec<double>
{
    public override void Write(Writer writer, int id, double value) => writer.WriteDouble(id, value);

    public override double Read(Reader reader, Field field) => reader.ReadDouble(field);
}

internal sealed class GuidCodec : ScalarCodec<Guid>
{
    public override void Write(Writer writer, int id, Guid value) => writer.WriteGuid(id, value);

    public override Guid Read(Reader reader, Field field) => reader.ReadGuid(field);
}
