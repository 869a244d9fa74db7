using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using OrleansAgents.Runtime.Tests.Serialization.Models;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>The bytes themselves.</summary>
public sealed class WriterTests
{
    [Fact]
    public void Scalars_Written_HaveTheDocumentedBytes()
    {
        Assert.Equal("00", Hex(w => w.WriteInt32(0, 0)));
        Assert.Equal("0902", Hex(w => w.WriteInt32(1, 1)));
        Assert.Equal("0901", Hex(w => w.WriteInt32(1, -1)));
        Assert.Equal("11AC02", Hex(w => w.WriteUInt32(2, 300)));
        Assert.Equal("01FFFFFFFFFFFFFFFFFF01", Hex(w => w.WriteUInt64(0, ulong.MaxValue)));
        Assert.Equal("01FFFFFFFFFFFFFFFFFF01", Hex(w => w.WriteInt64(0, long.MinValue)));
        Assert.Equal("0101", Hex(w => w.WriteBoolean(0, true)));
        Assert.Equal("00", Hex(w => w.WriteBoolean(0, false)));
        Assert.Equal("020000C03F", Hex(w => w.WriteSingle(0, 1.5f)));
        Assert.Equal("03000000000000F83F", Hex(w => w.WriteDouble(0, 1.5)));
        Assert.Equal("0C026869", Hex(w => w.WriteString(1, "hi")));
        Assert.Equal("0C00", Hex(w => w.WriteString(1, "")));
        Assert.Equal("08", Hex(w => w.WriteString(1, null)));
        Assert.Equal("0403010203", Hex(w => w.WriteBytes(0, [1, 2, 3])));
        Assert.Equal("041000112233445566778899AABBCCDDEEFF", Hex(w => w.WriteGuid(0, new Guid("00112233-4455-6677-8899-aabbccddeeff"))));
    }

    [Fact]
    public void FieldIds_OutsideTheHeader_FollowAsVarint()
    {
        Assert.Equal("E902", Hex(w => w.WriteInt32(29, 1)));
        Assert.Equal("F91E02", Hex(w => w.WriteInt32(30, 1)));
        Assert.Equal("F91F02", Hex(w => w.WriteInt32(31, 1)));
        Assert.Equal("F9FFFFFFFF0702", Hex(w => w.WriteInt32(int.MaxValue, 1)));
        Assert.Equal("F0", Hex(w => w.WriteEndBase()));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hex(w => w.WriteInt32(-1, 1)));
    }

    [Fact]
    public void Objects_Nested_CarryTheirLengths() => Assert.Equal("05080000000D0100000008" + "0902", Hex(w =>
    {
        var outer = w.BeginObject(0);
        var inner = w.BeginObject(1);
        w.WriteNull(1);
        w.EndObject(inner);
        w.WriteInt32(1, 1);
        w.EndObject(outer);
    }));

    [Fact]
    public void Text_WithLoneSurrogate_IsWrittenWithReplacementCharacter() =>
        Assert.Equal("a\uFFFDb", Known.RoundTrip("a\uD800b"));

    [Fact]
    public void Text_AroundTheLengthsWhereTheFormChanges_ComesBack()
    {
        foreach (var character in new[] { "x", "ü", "語", "🙂" })
        {
            for (var length = 0; length < 140; length++)
            {
                var text = string.Concat(Enumerable.Repeat(character, length));
                Assert.Equal(text, Known.RoundTrip(text));
            }
        }
    }

    [Fact]
    public void Messages_SharingABuffer_CountOffsetsFromTheirOwnStart()
    {
        var shared = new object();
        var writer = Writer.Rent(Known);
        writer.WriteRaw([1, 2, 3]);
        for (var i = 0; i < 2; i++)
        {
            var start = writer.Length;
            writer.BeginMessage();
            Known.Get<object[]>().Write(writer, 0, [shared, shared]);
            var reader = Reader.Rent(Known, writer.WrittenSpan.ToArray(), start, writer.Length - start);
            Assert.True(reader.TryReadField(out var field));
            var read = Known.Get<object[]>().Read(reader, field);
            Assert.Same(read[0], read[1]);
            reader.Return();
        }

        writer.Return();
    }

    [Fact]
    public void Truncate_AfterAFailedValue_LeavesRoomForAnother()
    {
        var writer = Writer.Rent(Known);
        writer.WriteRaw([9]);
        Assert.Throws<CodecNotFoundException>(() => Known.Get<object[]>().Write(writer, 0, ["x", new Stranger()]));
        writer.Truncate(1);
        writer.WriteInt32(0, 1);
        Assert.Equal("090102", Convert.ToHexString(writer.WrittenSpan));
        writer.Return();
    }

    [Fact]
    public void Depth_AtTheLimit_IsWrittenAndRead_BeyondItRefused()
    {
        static object Nest(int depth)
        {
            object value = Array.Empty<object>();
            for (var i = 1; i < depth; i++)
            {
                value = new[] { value };
            }

            return value;
        }

        Known.RoundTrip(Nest(256));
        Known.Copy(Nest(256));
        var failure = Assert.Throws<DepthLimitExceededException>(() => Known.Write(Nest(257)));
        Assert.Contains("System.Object[]", failure.Message, StringComparison.Ordinal);
        Assert.Throws<DepthLimitExceededException>(() => Known.Copy(Nest(257)));
    }

    [Fact]
    public void TypeNames_Repeated_AreReferredTo()
    {
        var one = Known.Write<object[]>([new Person()]);
        var two = Known.Write<object[]>([new Person(), new Person()]);
        Assert.True(two.Length - one.Length < one.Length - 10, "The second value spells its type out again.");
        Assert.IsType<Person>(Known.Read<object[]>(two)[1]);
    }

    private static string Hex(Action<Writer> write) => Convert.ToHexString(Message(write));
}
