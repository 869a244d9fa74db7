using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Configuration;
using OrleansAgents.Runtime.Tests.Serialization.Models;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>Catalogs with hand-written codecs in place of generated ones, and shortcuts to write and read with them.</summary>
internal static class TestCatalog
{
    /// <summary>The models' codecs.</summary>
    public static CodecCatalog Known { get; } = Build(AddModels);

    public static CodecCatalog Build(Action<TypeManifestBuilder> register)
    {
        var builder = new TypeManifestBuilder();
        register(builder);
        return new CodecCatalog(builder.Build());
    }

    public static void AddModels(TypeManifestBuilder builder)
    {
        builder.AddCodec(catalog => new PersonCodec(catalog));
        builder.AddCodec(catalog => new ShapeCodec(catalog));
        builder.AddCodec(catalog => new CircleCodec(catalog));
        builder.AddCodec(catalog => new BoxCodec(catalog));
        builder.AddCodec(catalog => new CrateCodec(catalog));
        builder.AddCodec(catalog => new PointCodec(catalog));
        builder.AddCodec(catalog => new MoneyCodec(catalog));
        builder.AddCodec(catalog => new NamedListCodec(catalog));
        builder.AddGenericCodec(typeof(Pair<>), typeof(PairCodec<>));
        builder.AddType(typeof(Color), null);
        builder.AddType(typeof(Person), "person");
        builder.AddType(typeof(Circle), "circle");
        builder.AddType(typeof(Pair<>), "pair");
    }

    public static byte[] Write<T>(this CodecCatalog catalog, T value) => new Serializer(catalog).SerializeToArray(value);

    public static T Read<T>(this CodecCatalog catalog, byte[] message) => new Serializer(catalog).Deserialize<T>(message);

    public static T RoundTrip<T>(this CodecCatalog catalog, T value) => catalog.Read<T>(catalog.Write(value));

    public static T Copy<T>(this CodecCatalog catalog, T value) => new DeepCopier(catalog).Copy(value);

    /// <summary>A message made by hand.</summary>
    public static byte[] Message(Action<Writer> write, CodecCatalog? catalog = null)
    {
        var writer = Writer.Rent(catalog ?? Known);
        write(writer);
        var message = writer.WrittenSpan.ToArray();
        writer.Return();
        return message;
    }
}
