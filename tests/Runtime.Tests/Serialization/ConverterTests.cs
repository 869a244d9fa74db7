using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Configuration;
using OrleansAgents.Runtime.Tests.Serialization.Models;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>Types of somebody else's, through surrogates.</summary>
public sealed class ConverterTests
{
    private static readonly CodecCatalog Catalog = Build(Register);

    [Fact]
    public void Class_WithConverter_PassesAndKeepsIdentity()
    {
        var foreign = new Foreign(3, -4);
        Assert.Equal((3, -4), Catalog.RoundTrip(foreign).Sides);
        Assert.Equal((3, -4), ((Foreign)Catalog.RoundTrip<object>(foreign)).Sides);
        var twice = Catalog.RoundTrip<Foreign[]>([foreign, foreign]);
        Assert.Same(twice[0], twice[1]);
        var copy = Catalog.Copy(foreign);
        Assert.NotSame(foreign, copy);
        Assert.Equal((3, -4), copy.Sides);
    }

    [Fact]
    public void Struct_WithConverter_Passes()
    {
        Assert.Equal(7, Catalog.RoundTrip(new ForeignId(7)).Number);
        Assert.Equal(0, Catalog.RoundTrip<ForeignId?>(new ForeignId(0))!.Value.Number);
        Assert.Equal(7, ((ForeignId)Catalog.RoundTrip<object>(new ForeignId(7))).Number);
    }

    [Fact]
    public void GenericClass_WithConverter_Passes() => Assert.Equal("x", Catalog.RoundTrip(new ForeignBox<string>("x")).Content);

    [Fact]
    public void Class_DerivedFromOneWithPopulator_Passes()
    {
        var derived = new Derived(1, 2) { Name = "d" };
        foreach (var result in new[] { Catalog.RoundTrip(derived), Catalog.Copy(derived), (Derived)Catalog.RoundTrip<Foreign>(derived) })
        {
            Assert.Equal(((1, 2), "d"), (result.Sides, result.Name));
        }
    }

    [Fact]
    public void Surrogate_ThatTheConverterRefuses_IsAnInvalidValue() =>
        Assert.Throws<InvalidValueException>(() => Catalog.Read<Foreign>(Catalog.Write(new Point { X = 1000 })));

    [Fact]
    public void Converter_WithServices_GetsThem()
    {
        var services = new ServiceCollection().AddSingleton(new Offset(10));
        services.AddSerializer(builder => builder.Configure(options =>
        {
            options.FindApplicationParts = false;
            options.Registrations.Add(manifest => manifest.AddConverter(typeof(ForeignId), typeof(long), typeof(OffsetConverter)));
        }));
        using var provider = services.BuildServiceProvider();
        var serializer = provider.GetRequiredService<Serializer<ForeignId>>();
        Assert.Equal(7, serializer.Deserialize(serializer.SerializeToArray(new ForeignId(7))).Number);
        Assert.Equal(17, provider.GetRequiredService<Serializer>().Deserialize<long>(serializer.SerializeToArray(new ForeignId(7))));
    }

    private static void Register(TypeManifestBuilder builder)
    {
        AddModels(builder);
        builder.AddConverter(typeof(Foreign), typeof(Point), typeof(ForeignConverter));
        builder.AddConverter(typeof(ForeignId), typeof(long), typeof(ForeignIdConverter));
        builder.AddConverter(typeof(ForeignBox<>), typeof(ValueTuple<>), typeof(ForeignBoxConverter<>));
        builder.AddCodec(catalog => new DerivedCodec(catalog));
    }

    private class Foreign(int width, int height)
    {
        public (int, int) Sides { get; set; } = (width, height);
    }

    private sealed class Derived(int width, int height) : Foreign(width, height)
    {
        public string? Name { get; set; }
    }

    private readonly struct ForeignId(long number)
    {
        public long Number { get; } = number;
    }

    private sealed class ForeignBox<T>(T content)
    {
        public T Content { get; } = content;
    }

    private sealed record Offset(long Value);

    private sealed class ForeignConverter : IConverter<Foreign, Point>, IPopulator<Foreign, Point>
    {
        public Foreign ConvertFromSurrogate(in Point surrogate) =>
            surrogate.X < 1000 ? new(surrogate.X, surrogate.Y) : throw new ArgumentException("too wide");

        public Point ConvertToSurrogate(in Foreign value) => new() { X = value.Sides.Item1, Y = value.Sides.Item2 };

        public void Populate(in Point surrogate, Foreign value) => value.Sides = (surrogate.X, surrogate.Y);
    }

    private sealed class ForeignIdConverter : IConverter<ForeignId, long>
    {
        public ForeignId ConvertFromSurrogate(in long surrogate) => new(surrogate);

        public long ConvertToSurrogate(in ForeignId value) => value.Number;
    }

    private sealed class OffsetConverter(Offset offset) : IConverter<ForeignId, long>
    {
        public ForeignId ConvertFromSurrogate(in long surrogate) => new(surrogate - offset.Value);

        public long ConvertToSurrogate(in ForeignId value) => value.Number + offset.Value;
    }

    private sealed class ForeignBoxConverter<T> : IConverter<ForeignBox<T>, ValueTuple<T>>
    {
        public ForeignBox<T> ConvertFromSurrogate(in ValueTuple<T> surrogate) => new(surrogate.Item1);

        public ValueTuple<T> ConvertToSurrogate(in ForeignBox<T> value) => new(value.Content);
    }

    private sealed class DerivedCodec(CodecCatalog catalog) : ObjectCodec<Derived>(catalog)
    {
        public override void WriteMembers(Writer writer, Derived value)
        {
            Catalog.GetObject<Foreign>().WriteMembers(writer, value);
            writer.WriteEndBase();
            writer.WriteString(0, value.Name);
        }

        public override void ReadMembers(Reader reader, Derived value)
        {
            Catalog.GetObject<Foreign>().ReadMembers(reader, value);
            while (reader.TryReadField(out var field))
            {
                switch (field.Id)
                {
                    case 0: value.Name = reader.ReadString(field); break;
                    default: reader.Skip(field); break;
                }
            }
        }

        public override void CopyMembers(Derived from, Derived to, CopyContext context)
        {
            Catalog.GetObject<Foreign>().CopyMembers(from, to, context);
            to.Name = from.Name;
        }

        protected override Derived Create() => new(0, 0);
    }
}
