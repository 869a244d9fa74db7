using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Configuration;
using OrleansAgents.Runtime.Tests.Serialization.Models;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>The public face: forms of input and output, registration, pooling.</summary>
public sealed class SerializerTests
{
    [Fact]
    public void EveryOverload_WritesAndReadsTheSameBytes()
    {
        var serializer = new Serializer(Known).GetSerializer<string>();
        var bytes = serializer.SerializeToArray("hello");
        var buffer = new ArrayBufferWriter<byte>();
        serializer.Serialize("hello", buffer);
        Assert.Equal(bytes, buffer.WrittenMemory.ToArray());
        using var stream = new MemoryStream();
        serializer.Serialize("hello", stream);
        Assert.Equal(bytes, stream.ToArray());
        var array = new byte[100];
        Assert.Equal(bytes.Length, serializer.Serialize("hello", array));
        Assert.Equal(bytes, array[..bytes.Length]);
        var span = array.AsSpan();
        serializer.Serialize("hello", ref span);
        Assert.Equal(100 - bytes.Length, span.Length);
        Memory<byte> memory = array;
        serializer.Serialize("hello", ref memory);
        Assert.Equal(100 - bytes.Length, memory.Length);
        Assert.Throws<ArgumentException>(() => serializer.Serialize("hello", new byte[3]));

        Assert.Equal("hello", serializer.Deserialize(bytes));
        Assert.Equal("hello", serializer.Deserialize(bytes.AsSpan()));
        Assert.Equal("hello", serializer.Deserialize((ReadOnlyMemory<byte>)bytes));
        Assert.Equal("hello", serializer.Deserialize(new ArraySegment<byte>([9, .. bytes, 9], 1, bytes.Length)));
        Assert.Equal("hello", serializer.Deserialize(new MemoryStream(bytes)));
        Assert.Equal("hello", serializer.Deserialize(new ReadOnlySequence<byte>(bytes)));
        var first = new Segment(bytes.AsMemory(0, 3));
        var second = first.Append(bytes.AsMemory(3));
        Assert.Equal("hello", serializer.Deserialize(new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length)));
    }

    [Fact]
    public void CanSerialize_IsTrueOfTypesWithCodecs()
    {
        var serializer = new Serializer(Known);
        Assert.True(serializer.CanSerialize<Dictionary<string, Person[]>>());
        Assert.False(serializer.CanSerialize<Stranger>());
        Assert.False(serializer.CanSerialize<Dictionary<string, Stranger[]>>());
        Assert.False(serializer.CanSerialize<Action>());
        Assert.False(serializer.CanSerialize(typeof(List<>)));
        Assert.False(serializer.CanSerialize(typeof(Span<int>)));
        Assert.False(serializer.CanSerialize(typeof(int).MakePointerType()));
    }

    [Fact]
    public void AddSerializer_RegistersWhatApplicationsAskFor()
    {
        var services = new ServiceCollection();
        services.AddSerializer();
        services.AddSerializer(builder => builder.Configure(options =>
        {
            options.FindApplicationParts = false;
            options.Registrations.Add(AddModels);
        }));
        using var provider = services.BuildServiceProvider();
        var bytes = provider.GetRequiredService<Serializer>().SerializeToArray(new Person { Age = 3 });
        Assert.Equal(3, provider.GetRequiredService<Serializer<Person>>().Deserialize(bytes).Age);
        Assert.Equal(3, provider.GetRequiredService<DeepCopier<Person>>().Copy(new Person { Age = 3 }).Age);
        Assert.Equal(3, provider.GetRequiredService<DeepCopier>().GetCopier<Person>().Copy(new Person { Age = 3 }).Age);
        Assert.Same(provider.GetRequiredService<CodecCatalog>(), provider.GetRequiredService<CodecCatalog>());
    }

    [Fact]
    public void Alias_OfTwoTypes_IsRefusedWhenTheManifestIsBuilt()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Build(builder =>
        {
            builder.AddType(typeof(Person), "same");
            builder.AddType(typeof(Circle), "same");
        }));
        Assert.Contains("'same'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Circle), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Catalogs_InOneProcess_KeepTheirOwnCodecs()
    {
        var one = Build(AddModels);
        var two = Build(AddModels);
        for (var i = 0; i < 3; i++)
        {
            Assert.NotSame(one.Get<Person>(), two.Get<Person>());
            Assert.True(one.TryGet(typeof(Person), out var codec));
            Assert.Same(one.Get<Person>(), codec);
        }
    }

    [Fact]
    public void Sessions_InSteadyUse_AllocateNothing()
    {
        var codec = Known.Get<Point>();
        var point = new Point { X = 300, Y = -1 };
        var message = Known.Write(point);

        void Use()
        {
            var writer = Writer.Rent(Known);
            codec.Write(writer, 0, point);
            writer.Return();
            var reader = Reader.Rent(Known, message);
            reader.TryReadField(out var field);
            codec.Read(reader, field);
            reader.Return();
            var context = CopyContext.Rent(Known);
            codec.Copy(point, context);
            context.Return();
        }

        Assert.Equal(0, LeastAllocated(Use));
    }

    [Fact]
    public void Graphs_InSteadyUse_AllocateTheirObjectsOnly()
    {
        var people = Enumerable.Range(0, 6).Select(i => new Person { Age = i }).ToArray();
        var message = Known.Write(people);

        void Use()
        {
            var writer = Writer.Rent(Known);
            Known.Get<Person[]>().Write(writer, 0, people);
            writer.Return();
            var reader = Reader.Rent(Known, message);
            reader.TryReadField(out var field);
            Known.Get<Person[]>().Read(reader, field);
            reader.Return();
        }

        // Six people of seven words or less and the array.
        Assert.InRange(LeastAllocated(Use), 1, (6 * 7 * 8) + (3 * 8) + (6 * 8));
    }

    [Fact]
    public void Writer_GrownLarge_DropsItsBufferWhenReturned()
    {
        var writer = Writer.Rent(Known);
        writer.WriteBytes(0, new byte[(1 << 20) + 1]);
        writer.Return();
        var again = Writer.Rent(Known);
        again.WriteNull(0);
        Assert.Same(writer, again);
        Assert.True(again.GetMemory().Length <= 1 << 20);
        again.Return();
    }

    [Fact]
    public void Pool_OfAThread_IsBounded()
    {
        var writers = Enumerable.Range(0, 10).Select(_ => Writer.Rent(Known)).ToList();
        writers.ForEach(writer => writer.Return());
        var again = Enumerable.Range(0, 10).Select(_ => Writer.Rent(Known)).ToList();
        Assert.Equal(4, again.Count(writers.Contains));
        again.ForEach(writer => writer.Return());
    }

    /// <summary>The least of many rounds: in single ones the runtime itself may allocate, when it compiles a method anew.</summary>
    private static long LeastAllocated(Action use)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 200; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            use();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
