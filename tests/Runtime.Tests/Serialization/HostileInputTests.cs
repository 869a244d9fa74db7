using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using OrleansAgents.Runtime.Tests.Serialization.Models;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>What no honest writer sends ends in a typed exception with a reason, at every limit.</summary>
[Promise("S8")]
[Promise("S9")]
public sealed class HostileInputTests
{
    private const byte ObjectHeader = (byte)WireType.Object;
    private const byte ReferenceHeader = (byte)WireType.Reference;
    private const byte TypedHeader = (byte)WireType.Typed;

    [Theory]
    [InlineData("", "does not start")]
    [InlineData("0902", "does not start")]
    [InlineData("F0", "does not start")]
    [InlineData("01", "cut off")]
    [InlineData("0180", "cut off")]
    [InlineData("018000", "longer than its value needs")]
    [InlineData("01FFFFFFFFFFFFFFFFFF02", "longer than 64 bits")]
    [InlineData("0180808080808080808080808000", "longer than 64 bits")]
    [InlineData("0102FF", "1 bytes follow")]
    public void Integer_Malformed_IsRefusedWithReason(string hex, string reason)
    {
        var failure = Assert.Throws<MalformedMessageException>(() => Known.Read<long>(Convert.FromHexString(hex)));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0405AABB", "5 more bytes are announced, 2 are left")]
    [InlineData("04FFFFFFFF0F", "more bytes are announced")]
    [InlineData("04FFFFFFFFFFFFFFFFFF01", "more bytes are announced")]
    public void Text_Truncated_IsRefusedWithReason(string hex, string reason)
    {
        var failure = Assert.Throws<MalformedMessageException>(() => Known.Read<string>(Convert.FromHexString(hex)));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0401FF")]
    [InlineData("0402C080")]
    [InlineData("0403EDA080")]
    [InlineData("0404F4908080")]
    public void Text_ThatIsNoUtf8_IsRefused(string hex) => Assert.ThrowsAny<SerializerException>(() => Known.Read<string>(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("05")]
    [InlineData("0500000001")]
    [InlineData("05FFFFFFFF")]
    [InlineData("0500")]
    [InlineData("050200000001")]
    [InlineData("0501000000F8")]
    [InlineData("0503000000F90502")]
    [InlineData("0501000000F1")]
    [InlineData("0506000000F9FFFFFFFF0F00")]
    public void Object_Malformed_IsRefused(string hex) => Assert.Throws<MalformedMessageException>(() => Known.Read<Person>(Convert.FromHexString(hex)));

    [Fact]
    public void ScalarsOutsideTheirRange_AreRefused()
    {
        var sixteenOnes = Message(w => w.WriteBytes(0, Enumerable.Repeat((byte)0xFF, 16).ToArray()));
        Assert.Throws<InvalidValueException>(() => Known.Read<decimal>(sixteenOnes));
        Assert.Throws<InvalidValueException>(() => Known.Read<DateTime>(Message(w => w.WriteFixed64(0, 0x3FFF_FFFF_FFFF_FFFF))));
        Assert.Throws<InvalidValueException>(() => Known.Read<DateTimeOffset>(Message(w => w.WriteBytes(0, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0]))));
        Assert.Throws<InvalidValueException>(() => Known.Read<DateTimeOffset>(Message(w => w.WriteBytes(0, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F]))));
        Assert.Throws<InvalidValueException>(() => Known.Read<DateOnly>(Message(w => w.WriteUInt32(0, uint.MaxValue))));
        Assert.Throws<InvalidValueException>(() => Known.Read<TimeOnly>(Message(w => w.WriteInt64(0, TimeSpan.TicksPerDay))));
        Assert.Throws<InvalidValueException>(() => Known.Read<bool>(Message(w => w.WriteInt32(0, 1))));
        Assert.Throws<InvalidValueException>(() => Known.Read<Color>(Message(w => w.WriteUInt32(0, 256))));
        foreach (var wrongLength in new[] { Message(w => w.WriteBytes(0, [])), Message(w => w.WriteBytes(0, [1, 2, 3])), Message(w => w.WriteBytes(0, new byte[17])) })
        {
            Assert.Throws<InvalidValueException>(() => Known.Read<Guid>(wrongLength));
            Assert.Throws<InvalidValueException>(() => Known.Read<decimal>(wrongLength));
            Assert.Throws<InvalidValueException>(() => Known.Read<Int128>(wrongLength));
            Assert.Throws<InvalidValueException>(() => Known.Read<DateTimeOffset>(wrongLength));
            Assert.Throws<InvalidValueException>(() => Known.Read<IPAddress>(wrongLength));
            Assert.Throws<InvalidValueException>(() => Known.Read<IPEndPoint>(wrongLength));
            Assert.Throws<InvalidValueException>(() => Known.Read<System.Collections.BitArray>(wrongLength));
        }

        Assert.Throws<InvalidValueException>(() => Known.Read<Version>(Message(w => w.WriteString(0, "1"))));
        Assert.Throws<InvalidValueException>(() => Known.Read<Uri>(Message(w => w.WriteString(0, "http://["))));
        Assert.Throws<InvalidValueException>(() => Known.Read<System.Globalization.CultureInfo>(Message(w => w.WriteString(0, "no-such-culture"))));
        Assert.Throws<InvalidValueException>(() => Known.Read<JsonElement>(Message(w => w.WriteString(0, "{"))));
        Assert.Throws<InvalidValueException>(() => Known.Read<JsonElement>(Message(w => w.WriteString(0, "1 2"))));
        Assert.Throws<InvalidValueException>(() => Known.Read<JsonElement>(Message(w => w.WriteBytes(0, [(byte)'"', 0xFF, (byte)'"']))));
        Assert.Throws<InvalidValueException>(() => Known.Read<JsonNode>(Message(w => w.WriteString(0, """{"a":1,"a":2}"""))));
        Assert.Throws<InvalidValueException>(() => Known.Read<JsonObject>(Message(w => w.WriteString(0, "[]"))));
        Assert.Throws<InvalidValueException>(() => Known.Read<JsonNode>(Message(w => w.WriteString(0, new string('[', 100)))));
    }

    [Fact]
    public void Count_BeyondTheBytesLeft_IsRefusedBeforeMemoryIsTaken()
    {
        byte[] Collection(uint count) => Message(w =>
        {
            var token = w.BeginObject(0);
            w.WriteUInt32(0, count);
            w.WriteUInt32(1, 1);
            w.EndObject(token);
        });
        foreach (var count in new uint[] { 3, int.MaxValue, uint.MaxValue })
        {
            var message = Collection(count);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<MalformedMessageException>(() => Known.Read<Guid[]>(message));
            Assert.Throws<MalformedMessageException>(() => Known.Read<List<int>>(message));
            Assert.Throws<MalformedMessageException>(() => Known.Read<HashSet<int>>(message));
            Assert.Throws<MalformedMessageException>(() => Known.Read<Dictionary<int, int>>(message));
            Assert.Throws<MalformedMessageException>(() => Known.Read<ImmutableArray<int>>(message));
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 200_000);
        }

        Assert.Throws<MalformedMessageException>(() => Known.Read<Guid?[]>(Collection(0)));
        Assert.Throws<MalformedMessageException>(() => Known.Read<bool[]>(Collection(2)));
        Assert.Throws<MalformedMessageException>(() => Known.Read<List<bool>>(Collection(2)));
    }

    /// <summary>Each list claims as many elements as bytes are left; together they claim many times the message.</summary>
    [Fact]
    public void Counts_ThatTogetherExceedTheMessage_AreRefused()
    {
        const int padding = 200_000;
        var message = Message(w =>
        {
            var tokens = new Stack<int>();
            for (var i = 0; i < 100; i++)
            {
                w.WriteTypedHeader(i == 0 ? 0 : 1, typeof(object[]));
                tokens.Push(w.BeginObject(0));
                w.WriteUInt32(0, padding);
            }

            w.WriteBytes(9, new byte[padding + 1000]);
            while (tokens.TryPop(out var token))
            {
                w.EndObject(token);
            }
        });
        var before = GC.GetAllocatedBytesForCurrentThread();
        var failure = Assert.Throws<MalformedMessageException>(() => Known.Read<object>(message));
        Assert.Contains("announces", failure.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20 * message.Length);
    }

    [Fact]
    public void Dimensions_ThatDoNotMultiplyToTheCount_AreRefused()
    {
        static byte[] Rectangle(uint count, params uint[] lengths) => Message(w =>
        {
            var token = w.BeginObject(0);
            w.WriteUInt32(0, count);
            foreach (var length in lengths)
            {
                w.WriteUInt32(6, length);
            }

            w.WriteBytes(5, new byte[count * sizeof(int)]);
            w.EndObject(token);
        });
        Assert.Equal(4, Known.Read<int[,]>(Rectangle(4, 2, 2)).Length);
        Assert.Throws<MalformedMessageException>(() => Known.Read<int[,]>(Rectangle(4, 2, 3)));
        Assert.Throws<MalformedMessageException>(() => Known.Read<int[,]>(Rectangle(4, 4)));
        Assert.Throws<MalformedMessageException>(() => Known.Read<int[,]>(Rectangle(0, uint.MaxValue, 0)));
        Assert.Throws<MalformedMessageException>(() => Known.Read<int[,,]>(Rectangle(0, 1 << 20, 1 << 20, 0)));
        Assert.Throws<MalformedMessageException>(() => Known.Read<int[,]>(Rectangle(0, 1u << 31, 1u << 31)));
    }

    [Fact]
    public void Depth_BeyondTheLimit_IsRefused()
    {
        byte[] Nest(int depth)
        {
            byte[] message = [];
            for (var i = 0; i < depth; i++)
            {
                message = [(byte)(ObjectHeader | (i == depth - 1 ? 0 : 2 << 3)), .. BitConverter.GetBytes(message.Length), .. message];
            }

            return message;
        }

        Assert.NotNull(Known.Read<Person>(Nest(256)));
        Assert.Throws<DepthLimitExceededException>(() => Known.Read<Person>(Nest(257)));
    }

    [Theory]
    [InlineData("06" + "00")]
    [InlineData("06" + "05")]
    [InlineData("06" + "FFFFFFFF0F")]
    [InlineData("06" + "FFFFFFFFFFFFFFFFFF01")]
    [InlineData("050200000016" + "00" + "FF")]
    [InlineData("0502000000" + "1601")]
    [InlineData("0504000000" + "1601" + "1601")]
    [InlineData("0502000000" + "1E00")]
    public void Reference_ToNowhere_IsRefused(string hex) => Assert.ThrowsAny<SerializerException>(() => Known.Read<Person>(Convert.FromHexString(hex)));

    [Fact]
    public void Reference_ToAValueOfAnotherType_IsRefused()
    {
        var message = Message(w =>
        {
            var token = w.BeginObject(0);
            w.WriteRaw([(3 << 3) | ReferenceHeader, 0]);
            w.EndObject(token);
        });
        var failure = Assert.Throws<ReferenceNotFoundException>(() => Known.Read<Person>(message));
        Assert.Contains(nameof(Person), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reference_IntoAnUnfinishedImmutableValue_IsRefused()
    {
        var message = Message(w =>
        {
            var token = w.BeginObject(0);
            w.WriteUInt32(0, 1);
            w.WriteRaw([(1 << 3) | TypedHeader, 16 + 0, ReferenceHeader, 0]);
            w.EndObject(token);
        });
        Assert.ThrowsAny<SerializerException>(() => Known.Read<ImmutableList<object>>(message));
    }

    /// <summary>
    /// Untracked structs repeat: every level refers twice to the level before, which is read anew each time. Only the work budget ends
    /// it; without it these few bytes would be read 2^40 times.
    /// </summary>
    [Fact]
    public void References_ThatMultiplyWork_AreRefused()
    {
        var message = Message(w =>
        {
            var token = w.BeginObject(0);
            var before = 0;
            for (var level = 0; level < 40; level++)
            {
                var start = w.Length;
                var skipped = w.BeginObject(20);
                if (level > 0)
                {
                    w.WriteRaw([(2 << 3) | ReferenceHeader]);
                    w.WriteVarUInt32((uint)before);
                    w.WriteRaw([(2 << 3) | ReferenceHeader]);
                    w.WriteVarUInt32((uint)before);
                }

                w.EndObject(skipped);
                before = start;
            }

            w.WriteRaw([(2 << 3) | ReferenceHeader]);
            w.WriteVarUInt32((uint)before);
            w.EndObject(token);
        });
        var untracked = Build(builder => builder.AddCodec(catalog => new UntrackedCodec(catalog)));
        Assert.Contains("more than twice", Assert.Throws<MalformedMessageException>(() => untracked.Read<Untracked>(message)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("07")]
    [InlineData("0700")]
    [InlineData("070000")]
    [InlineData("070001" + "00")]
    [InlineData("0705" + "00")]
    [InlineData("070F" + "00")]
    [InlineData("07FF0F" + "00")]
    [InlineData("077F" + "00")]
    [InlineData("0717")]
    [InlineData("0717" + "08")]
    [InlineData("0717" + "07170100")]
    [InlineData("0717" + "F0")]
    [InlineData("0701" + "FF01" + "00")]
    [InlineData("0703")]
    [InlineData("070300" + "00")]
    [InlineData("070401" + "17" + "00")]
    [InlineData("070421" + "17" + "00")]
    [InlineData("0738" + "1E" + "00")]
    [InlineData("0738" + "3817" + "00")]
    public void TypeSpec_Malformed_IsRefused(string hex) => Assert.ThrowsAny<SerializerException>(() => Known.Read<object>(Convert.FromHexString(hex)));

    [Fact]
    public void TypeNames_OfTheProcess_AreNotResolved()
    {
        foreach (var name in new[] { "System.Diagnostics.Process", "System.Diagnostics.Process, System.Diagnostics.Process", typeof(Stranger).AssemblyQualifiedName!, typeof(Stranger).FullName!, "System.Int32", "", "pair`1" })
        {
            var message = Message(w =>
            {
                w.WriteRaw([TypedHeader, 1]);
                var utf8 = System.Text.Encoding.UTF8.GetBytes(name);
                w.WriteVarUInt32((uint)utf8.Length);
                w.WriteRaw(utf8);
                w.WriteNull(0);
            });
            Assert.Throws<IllegalTypeException>(() => Known.Read<object>(message));
        }
    }

    [Fact]
    public void TypeSpecs_DeepOrManifold_AreRefused()
    {
        static byte[] Vectors(int depth) => Message(w =>
        {
            w.WriteRaw([TypedHeader]);
            w.WriteRaw(Enumerable.Repeat((byte)3, depth).ToArray());
            w.WriteRaw([16 + 6, 0]);
        });
        Assert.Null(Known.Read<object>(Vectors(16)));
        Assert.Throws<MalformedMessageException>(() => Known.Read<object>(Vectors(17)));

        // Pairs of pairs: 2^6 names more than 64 types.
        static IEnumerable<byte> Pairs(int depth) => depth == 0 ? [16 + 6] : [16 + 46, .. Pairs(depth - 1), .. Pairs(depth - 1)];
        var wide = Message(w =>
        {
            w.WriteRaw([TypedHeader]);
            w.WriteRaw(Pairs(6).ToArray());
            w.WriteNull(0);
        });
        Assert.Throws<MalformedMessageException>(() => Known.Read<object>(wide));
    }

    [Fact]
    public void TypeSpecs_WithoutEnd_FillNoMoreThanTheirTable()
    {
        var catalog = Build(_ => { });
        var numbers = new byte[] { 16 + 1, 16 + 2, 16 + 6, 16 + 8, 16 + 12, 16 + 14, 16 + 15, 16 + 16 };
        var refused = 0;
        for (var i = 0; i < 5000; i++)
        {
            // ValueTuple of five types, one of 32,768.
            var message = Message(w => w.WriteRaw([
                TypedHeader, 16 + 49, numbers[i & 7], numbers[(i >> 3) & 7], numbers[(i >> 6) & 7], numbers[(i >> 9) & 7], numbers[(i >> 12) & 7], 0]));
            try
            {
                catalog.Read<object>(message);
            }
            catch (MalformedMessageException)
            {
                refused++;
            }
        }

        Assert.Equal(5000 - 4096, refused);
        Assert.Equal([1], catalog.RoundTrip<List<int>>([1]));
    }

    private sealed class Untracked
    {
        public Untracked? One { get; set; }
    }

    private sealed class UntrackedCodec(CodecCatalog catalog) : ObjectCodec<Untracked>(catalog)
    {
        protected override bool TracksReferences => false;

        public override void WriteMembers(Writer writer, Untracked value) => Catalog.Get<Untracked>().Write(writer, 2, value.One!);

        public override void ReadMembers(Reader reader, Untracked value)
        {
            while (reader.TryReadField(out var field))
            {
                switch (field.Id)
                {
                    case 2: value.One = Catalog.Get<Untracked>().Read(reader, field); break;
                    default: reader.Skip(field); break;
                }
            }
        }

        public override void CopyMembers(Untracked from, Untracked to, CopyContext context) => to.One = Catalog.Get<Untracked>().Copy(from.One!, context);

        protected override Untracked Create() => new();
    }
}
