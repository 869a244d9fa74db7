using System.Diagnostics.CodeAnalysis;
using Orleans.Serialization.Configuration;

namespace Orleans.Serialization.Catalog;

/// <summary>
/// Decides which codec a type gets: what the manifest registers comes first, then built-in types, then what is composed of types
/// that have codecs. Reflection is used here, once a type, and nowhere on the way of a message.
/// </summary>
internal sealed class CodecFactory(CodecCatalog catalog, IServiceProvider? services)
{
    private readonly TypeManifest _manifest = catalog.Manifest;

    /// <summary>The codec, or null if the type cannot be serialized.</summary>
    public Codec? Make(Type type)
    {
        if (type.IsByRef || type.IsByRefLike || type.IsPointer || type.ContainsGenericParameters)
        {
            return null;
        }

        if (_manifest.Codecs.TryGetValue(type, out var create))
        {
            return create(catalog);
        }

        if (BuiltInCodecs.Closed.TryGetValue(type, out create))
        {
            return create(catalog);
        }

        if (type.IsConstructedGenericType && MakeGeneric(type) is { } generic)
        {
            return generic;
        }

        return null;
    }

    /// <summary>The codec of the base type that stands for values of this run-time type, or null.</summary>
    public Codec? MakeForInstance(Type type) => typeof(Type).IsAssignableFrom(type) ? Make(typeof(Type)) : null;

    private Codec? MakeGeneric(Type type)
    {
        var definition = type.GetGenericTypeDefinition();
        if (_manifest.GenericCodecs.TryGetValue(definition, out var codecDefinition))
        {
            return New(codecDefinition, type.GetGenericArguments());
        }

        return null;
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The runtime is not compiled ahead of time.")]
    private Codec New(Type codecDefinition, params Type[] arguments) =>
        (Codec)Activator.CreateInstance(codecDefinition.MakeGenericType(arguments), catalog)!;

    public IServiceProvider? Services { get; } = services;
}
