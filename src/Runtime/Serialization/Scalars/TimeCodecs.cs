using System.Buffers.Binary;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Scalars;

/// <summary>The 64 bits of <see cref="DateTime.ToBinary"/>: a local time is the same instant in the reader's time zone.</summary>
internal sealed class DateTimeCodec : ScalarCodec<DateTime>
{
    public override void Write(Writer writer, int id, DateTime value) => writer.WriteFixed64(id, (ulong)value.ToBinary());

    public override DateTime Read(Reader reader, Field field)
    {
        var bits = (long)reader.ReadFixed64(field);
        try
        {
            return DateTime.FromBinary(bits);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidValueException($"field {field.Id} holds {bits}, which is no date.", field.Offset, exception);
        }
    }
}

/// <summary>Ten bytes, little-endian: the ticks of the clock time, and the offset in minutes.</summary>
internal sealed class DateTimeOffsetCodec : ScalarCodec<DateTimeOffset>
{
    private const int Size = sizeof(long) + sizeof(short);

    public override void Write(Writer writer, int id, DateTimeOffset value)
    {
        if (value.Ticks == 0 && value.Offset == TimeSpan.Zero)
        {
            writer.WriteNull(id);
            return;
        }

        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value.Ticks);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[sizeof(long)..], (short)value.TotalOffsetMinutes);
        writer.WriteBytes(id, bytes);
    }

    public override DateTimeOffset Read(Reader reader, Field field)
    {
        var bytes = reader.ReadSpan(field);
        if (bytes.IsEmpty && field.WireType == WireType.Default)
        {
            return default;
        }

        if (bytes.Length != Size)
        {
            Malformed.ThrowRange(field, "DateTimeOffset", $"{bytes.Length} bytes");
        }

        var ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var minutes = BinaryPrimitives.ReadInt16LittleEndian(bytes[sizeof(long)..]);
        try
        {
            return new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes));
        }
        catch (ArgumentException exception)
        {
            throw new InvalidValueException($"field {field.Id} holds {ticks} ticks at {minutes} minutes, which is no date.", field.Offset, exception);
        }
    }
}

/// <summary>The varint of the ticks.</summary>
internal sealed class TimeSpanCodec : ScalarCodec<TimeSpan>
{
    public override void Write(Writer writer, int id, TimeSpan value) => writer.WriteInt64(id, value.Ticks);

    public override TimeSpan Read(Reader reader, Field field) => new(reader.ReadInt64(field));
}

/// <summary>The varint of the day number.</summary>
internal sealed class DateOnlyCodec : ScalarCodec<DateOnly>
{
    public override void Write(Writer writer, int id, DateOnly value) => writer.WriteUInt32(id, (uint)value.DayNumber);

    public override DateOnly Read(Reader reader, Field field)
    {
        var day = reader.ReadUInt32(field);
        if (day > (uint)DateOnly.MaxValue.DayNumber)
        {
            Malformed.ThrowRange(field, "DateOnly", $"day {day}");
        }

        return DateOnly.FromDayNumber((int)day);
    }
}

/// <summary>The varint of the ticks since midnight.</summary>
internal sealed class TimeOnlyCodec : ScalarCodec<TimeOnly>
{
    public override void Write(Writer writer, int id, TimeOnly value) => writer.WriteUInt64(id, (ulong)value.Ticks);

    public override TimeOnly Read(Reader reader, Field field)
    {
        var ticks = reader.ReadUInt64(field);
        if (ticks > (ulong)TimeOnly.MaxValue.Ticks)
        {
            Malformed.ThrowRange(field, "TimeOnly", $"{ticks} ticks");
        }

        return new TimeOnly((long)ticks);
    }
}
