using Orleans.Serialization.Types;

namespace Orleans.Serialization.Configuration;

/// <summary>What the assemblies of a process can serialize and which grains they have. Immutable; see <see cref="TypeManifestBuilder"/>.</summary>
public sealed class TypeManifest
{
    internal TypeManifest(
        TypeNames names,
        IReadOnlyDictionary<Type, Func<CodecCatalog, Codec>> codecs,
        IReadOnlyDictionary<Type, Type> genericCodecs,
        IReadOnlyDictionary<Type, ConverterEntry> converters,
        IReadOnlyList<Type> grainClasses,
        IReadOnlyList<GrainInterfaceEntry> grainInterfaces)
    {
        Names = names;
        Codecs = codecs;
        GenericCodecs = genericCodecs;
        Converters = converters;
        GrainClasses = grainClasses;
        GrainInterfaces = grainInterfaces;
    }

    /// <summary>Every grain class, open ones as definitions.</summary>
    public IReadOnlyList<Type> GrainClasses { get; }

    public IReadOnlyList<GrainInterfaceEntry> GrainInterfaces { get; }

    internal TypeNames Names { get; }

    internal IReadOnlyDictionary<Type, Func<CodecCatalog, Codec>> Codecs { get; }

    /// <summary>From generic type definition to the definition of its codec, which has the same type parameters.</summary>
    internal IReadOnlyDictionary<Type, Type> GenericCodecs { get; }

    internal IReadOnlyDictionary<Type, ConverterEntry> Converters { get; }
}
