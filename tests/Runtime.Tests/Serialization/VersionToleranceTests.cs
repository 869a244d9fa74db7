using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using OrleansAgents.Runtime.Tests.Serialization.Models;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>Two versions of a type under one alias talk to each other, as silos do during a rolling upgrade.</summary>
[Promise("S1")]
[Promise("S2")]
public sealed class VersionToleranceTests
{
    private static readonly CodecCatalog Old = Build(builder =>
    {
        builder.AddCodec(catalog => new OrderV1Codec(catalog));
        builder.AddType(typeof(OrderV1), "order");
    });

    private static readonly CodecCatalog New = Build(builder =>
    {
        AddModels(builder);
        builder.AddCodec(catalog => new OrderV2Codec(catalog));
        builder.AddType(typeof(OrderV2), "order");
    });

    [Fact]
    public void NewMembers_ReadByOldVersion_AreSkipped()
    {
        var person = new Person { Name = "Ann" };
        var order = new OrderV2 { Number = 5, Note = "n", Buyer = person, Tags = ["t"], Items = [1, 2] };
        var read = (OrderV1)Old.Read<object>(New.Write<object>(order));
        Assert.Equal((5L, "n"), (read.Number, read.Note));
        Assert.Equal([1, 2], read.Items);
    }

    [Fact]
    public void MissingMembers_ReadByNewVersion_KeepWhatTheConstructorSet()
    {
        var read = (OrderV2)New.Read<object>(Old.Write<object>(new OrderV1 { Number = 5, Note = "n" }));
        Assert.Equal((5L, "n"), (read.Number, read.Note));
        Assert.Equal(["initial"], read.Tags!);
        Assert.Null(read.Buyer);
    }

    /// <summary>The list first stands in a member that the old version skips, and is then referred to by one that it reads.</summary>
    [Fact]
    public void Reference_IntoASkippedMember_IsFollowed()
    {
        var shared = new List<int> { 7, 8 };
        var read = Old.Read<OrderV1>(New.Write(new OrderV2 { Hidden = shared, Items = shared, MoreItems = shared }));
        Assert.Equal([7, 8], read.Items);
        Assert.Same(read.Items, read.MoreItems);
    }

    /// <summary>First a part of a skipped value is referred to, then the value around it: the part must stay the same object.</summary>
    [Fact]
    public void References_IntoAndAroundASkippedMember_KeepIdentity()
    {
        var inner = new OrderV2 { Number = 1 };
        var outer = new OrderV2 { Number = 2, Next = inner };
        inner.Next = outer;
        var message = New.Write(new OrderV2 { Hidden = outer, First = inner, Second = outer });

        var read = Old.Read<OrderV1>(message);

        Assert.Equal((1L, 2L), (read.First!.Number, read.Second!.Number));
        Assert.Same(read.First, read.Second!.Next);
        Assert.Same(read.Second, read.First!.Next);
    }

    [Fact]
    public void TypeName_SpelledOutInASkippedMember_IsFound()
    {
        var read = Old.Read<OrderV1>(New.Write(new OrderV2 { Hidden = new OrderV2[] { new() }, Any = new OrderV2 { Number = 3 } }));
        Assert.Equal(3, ((OrderV1)read.Any!).Number);
    }

    [Fact]
    public void Collection_OfAnotherKind_IsReadFromTheSameElements()
    {
        Assert.Equal([1, 2], Known.Read<HashSet<int>>(Known.Write(new List<int> { 1, 2 })).Order());
        Assert.Equal([1, 2], Known.Read<int[]>(Known.Write(new HashSet<int> { 1, 2 })));
        Assert.Equal([1, 2], Known.Read<IReadOnlyList<int>>(Known.Write(new[] { 1, 2 })));
        Assert.Equal(new[] { 1, 2 }, Known.Read<System.Collections.Immutable.ImmutableArray<int>>(Known.Write(new Queue<int>([1, 2]))).ToArray());
        Assert.Equal(2, Known.Read<SortedList<string, int>>(Known.Write(new Dictionary<string, int> { ["b"] = 1, ["a"] = 2 })).GetValueAtIndex(0));
    }

    private sealed class OrderV1
    {
        public long Number { get; set; }

        public string? Note { get; set; }

        public List<int>? Items { get; set; }

        public List<int>? MoreItems { get; set; }

        public OrderV1? First { get; set; }

        public OrderV1? Second { get; set; }

        public OrderV1? Next { get; set; }

        public object? Any { get; set; }
    }

    private sealed class OrderV2
    {
        /// <summary>Widened since.</summary>
        public int Number { get; set; }

        public object? Hidden { get; set; }

        public Person? Buyer { get; set; }

        public string[]? Tags { get; set; } = ["initial"];

        public string? Note { get; set; }

        public List<int>? Items { get; set; }

        public List<int>? MoreItems { get; set; }

        public OrderV2? First { get; set; }

        public OrderV2? Second { get; set; }

        public OrderV2? Next { get; set; }

        public object? Any { get; set; }
    }

    private sealed class OrderV1Codec(CodecCatalog catalog) : ObjectCodec<OrderV1>(catalog)
    {
        public override void WriteMembers(Writer writer, OrderV1 value)
        {
            writer.WriteInt64(0, value.Number);
            writer.WriteString(1, value.Note);
            Catalog.Get<List<int>>().Write(writer, 2, value.Items!);
        }

        public override void ReadMembers(Reader reader, OrderV1 value)
        {
            while (reader.TryReadField(out var field))
            {
                switch (field.Id)
                {
                    case 0: value.Number = reader.ReadInt64(field); break;
                    case 1: value.Note = reader.ReadString(field); break;
                    case 2: value.Items = Catalog.Get<List<int>>().Read(reader, field); break;
                    case 3: value.MoreItems = Catalog.Get<List<int>>().Read(reader, field); break;
                    case 4: value.First = Catalog.Get<OrderV1>().Read(reader, field); break;
                    case 5: value.Second = Catalog.Get<OrderV1>().Read(reader, field); break;
                    case 6: value.Next = Catalog.Get<OrderV1>().Read(reader, field); break;
                    case 7: value.Any = Catalog.Get<object>().Read(reader, field); break;
                    default: reader.Skip(field); break;
                }
            }
        }

        public override void CopyMembers(OrderV1 from, OrderV1 to, CopyContext context) => throw new NotSupportedException();

        protected override OrderV1 Create() => new();
    }

    private sealed class OrderV2Codec(CodecCatalog catalog) : ObjectCodec<OrderV2>(catalog)
    {
        public override void WriteMembers(Writer writer, OrderV2 value)
        {
            Catalog.Get<object>().Write(writer, 40, value.Hidden!);
            Catalog.Get<Person>().Write(writer, 41, value.Buyer!);
            Catalog.Get<string[]>().Write(writer, 10, value.Tags!);
            writer.WriteInt32(0, value.Number);
            writer.WriteString(1, value.Note);
            Catalog.Get<List<int>>().Write(writer, 2, value.Items!);
            Catalog.Get<List<int>>().Write(writer, 3, value.MoreItems!);
            Catalog.Get<OrderV2>().Write(writer, 4, value.First!);
            Catalog.Get<OrderV2>().Write(writer, 5, value.Second!);
            Catalog.Get<OrderV2>().Write(writer, 6, value.Next!);
            Catalog.Get<object>().Write(writer, 7, value.Any!);
        }

        public override void ReadMembers(Reader reader, OrderV2 value)
        {
            while (reader.TryReadField(out var field))
            {
                switch (field.Id)
                {
                    case 0: value.Number = reader.ReadInt32(field); break;
                    case 1: value.Note = reader.ReadString(field); break;
                    case 2: value.Items = Catalog.Get<List<int>>().Read(reader, field); break;
                    case 10: value.Tags = Catalog.Get<string[]>().Read(reader, field); break;
                    case 41: value.Buyer = Catalog.Get<Person>().Read(reader, field); break;
                    default: reader.Skip(field); break;
                }
            }
        }

        public override void CopyMembers(OrderV2 from, OrderV2 to, CopyContext context) => throw new NotSupportedException();

        protected override OrderV2 Create() => new();
    }
}
