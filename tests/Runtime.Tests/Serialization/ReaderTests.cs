using System.Globalization;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using OrleansAgents.Runtime.Tests.Serialization.Models;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>Reading fields that a sender declares otherwise, and skipping those it alone knows.</summary>
public sealed class ReaderTests
{
    [Fact]
    public void Integers_Widened_AreRead()
    {
        Assert.Equal(-5L, Known.Read<long>(Known.Write((sbyte)-5)));
        Assert.Equal(-5, Known.Read<int>(Known.Write((short)-5)));
        Assert.Equal(200u, Known.Read<uint>(Known.Write((byte)200)));
        Assert.Equal(200ul, Known.Read<ulong>(Known.Write((ushort)200)));
        Assert.Equal(1, Known.Read<byte>(Known.Write(true)));
        Assert.Equal(1.5, Known.Read<double>(Known.Write(1.5f)));
        Assert.Equal(0, Known.Read<int>(Known.Write((int?)0)));
        Assert.Equal(5, Known.Read<int?>(Known.Write(5)));
    }

    [Theory]
    [InlineData(128)]
    [InlineData(-129)]
    public void Integers_OutOfRange_AreRefusedWithTheFieldAndTheNumber(int value)
    {
        var failure = Assert.Throws<InvalidValueException>(() => Known.Read<sbyte>(Known.Write(value)));
        Assert.Contains(value.ToString(CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
        Assert.Contains("sbyte", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Field_OfAnotherKind_IsRefusedWithBothNames()
    {
        var failure = Assert.Throws<UnsupportedWireTypeException>(() => Known.Read<int>(Known.Write("text")));
        Assert.Contains("Bytes", failure.Message, StringComparison.Ordinal);
        Assert.Contains("an integer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Skip_OfEveryWireType_StandsAtTheNextField()
    {
        var message = Message(w =>
        {
            w.WriteNull(0);
            w.WriteInt64(1, long.MinValue);
            w.WriteSingle(2, 1);
            w.WriteDouble(3, 1);
            w.WriteString(4, "text");
            Known.Get<int[]>().Write(w, 5, [1, 2]);
            var shared = new object();
            Known.Get<object>().Write(w, 6, shared);
            Known.Get<object>().Write(w, 7, shared);
            Known.Get<object>().Write(w, 8, new Dictionary<string, Person?[]>());
            Known.Get<object>().Write(w, 9, new Dictionary<string, Person?[]>());
            w.WriteInt32(1000, 1);
            w.WriteInt32(10, 42);
        });
        var reader = Reader.Rent(Known, message);
        while (reader.TryReadField(out var field))
        {
            if (field.Id == 10)
            {
                Assert.Equal(42, reader.ReadInt32(field));
            }
            else
            {
                reader.Skip(field);
            }
        }

        Assert.Equal(message.Length, reader.Position);
        reader.Return();
    }

    [Fact]
    public void Object_LeftEarly_IsPassedToItsEnd()
    {
        var message = Message(w =>
        {
            var token = w.BeginObject(0);
            w.WriteInt32(0, 1);
            w.WriteString(1, "unread");
            w.EndObject(token);
            w.WriteInt32(1, 7);
        });
        var reader = Reader.Rent(Known, message);
        Assert.True(reader.TryReadField(out var outer));
        var token = reader.BeginObject(outer);
        Assert.True(reader.TryReadField(out _));
        reader.EndObject(token);
        Assert.True(reader.TryReadField(out var next));
        Assert.Equal(7, reader.ReadInt32(next));
        reader.Return();
    }
}
