using System.Reflection;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;

namespace Orleans.CodeGen.Tests.Harness;

/// <summary>Sends values through the codecs of a loaded consumer.</summary>
internal sealed class Wire
{
    private static readonly MethodInfo Serialize = typeof(Serializer).GetMethods().Single(static m => m.Name == nameof(Serializer.SerializeToArray));

    private static readonly MethodInfo Deserialize = typeof(Serializer).GetMethods()
        .Single(static m => m.Name == nameof(Serializer.Deserialize) && m.GetParameters()[0].ParameterType == typeof(byte[]));

    private readonly Serializer _serializer;
    private readonly DeepCopier _copier;

    public Wire(params Assembly[] assemblies)
    {
        var builder = new TypeManifestBuilder();
        foreach (var assembly in assemblies) builder.AddAssembly(assembly);
        Catalog = new CodecCatalog(builder.Build());
        _serializer = new Serializer(Catalog);
        _copier = new DeepCopier(Catalog);
    }

    public CodecCatalog Catalog { get; }

    public byte[] Write(Type type, object? value) => (byte[])Serialize.MakeGenericMethod(type).Invoke(_serializer, [value])!;

    public object? Read(Type type, byte[] bytes) => Deserialize.MakeGenericMethod(type).Invoke(_serializer, [bytes]);

    /// <summary>Writes and reads a value as its own type.</summary>
    public object RoundTrip(object value) => Read(value.GetType(), Write(value.GetType(), value))!;

    public object Copy(object value) => typeof(DeepCopier).GetMethod(nameof(DeepCopier.Copy))!.MakeGenericMethod(value.GetType()).Invoke(_copier, [value])!;

    public bool IsShareable(Type type) => Catalog.Get(type).IsShareable;
}
