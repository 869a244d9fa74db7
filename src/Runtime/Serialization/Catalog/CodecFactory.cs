using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization.Collections;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Converters;
using Orleans.Serialization.Exceptions;
using Orleans.Serialization.Grains;
using Orleans.Serialization.Scalars;

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

        if (_manifest.Codecs.TryGetValue(type, out var create) || BuiltInCodecs.Closed.TryGetValue(type, out create))
        {
            return create(catalog);
        }

        if (FindConverter(type, out var surrogate) is { } converter)
        {
            return New(type.IsValueType ? typeof(StructConverterCodec<,>) : typeof(ConverterCodec<,>), [type, surrogate], catalog, converter);
        }

        if (type.IsEnum)
        {
            return New(typeof(EnumCodec<>), [type]);
        }

        if (type.IsArray)
        {
            var element = type.GetElementType()!;
            return type.IsSZArray
                ? NewIfSupported(typeof(VectorCodec<>), [element], catalog)
                : NewIfSupported(typeof(RectangularCodec<,>), [type, element], catalog);
        }

        return (type.IsConstructedGenericType ? MakeGeneric(type) : null) ?? MakeByKind(type);
    }

    /// <summary>The codec of the base type that stands for values of this run-time type, or null.</summary>
    public Codec? MakeForInstance(Type type)
    {
        for (var candidate = type.BaseType; candidate is not null; candidate = candidate.BaseType)
        {
            var definition = candidate.IsConstructedGenericType ? candidate.GetGenericTypeDefinition() : candidate;
            if (BuiltInCodecs.Facades.Contains(definition))
            {
                return catalog.TryGet(candidate, out var facade) ? facade : null;
            }
        }

        return typeof(IAddressable).IsAssignableFrom(type) ? catalog.Get<IAddressable>() : null;
    }

    /// <summary>The codec of a class with a converter, for the codecs of classes derived from it; null if it has no populator.</summary>
    public Codec? MakeBase(Type type)
    {
        if (type.IsValueType || FindConverter(type, out var surrogate) is not { } converter)
        {
            return null;
        }

        return typeof(IPopulator<,>).MakeGenericType(type, surrogate).IsInstanceOfType(converter)
            ? New(typeof(PopulatorCodec<,>), [type, surrogate], catalog, converter, converter)
            : null;
    }

    private Codec? MakeGeneric(Type type)
    {
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GetGenericArguments();
        if (_manifest.GenericCodecs.TryGetValue(definition, out var codec) || BuiltInCodecs.Generic.TryGetValue(definition, out codec))
        {
            return NewIfSupported(codec, arguments, catalog);
        }

        if (BuiltInCodecs.Interfaces.TryGetValue(definition, out codec))
        {
            return NewIfSupported(codec, [type, .. arguments], catalog);
        }

        return null;
    }

    private Codec? MakeByKind(Type type)
    {
        if (type.IsInterface && typeof(IAddressable).IsAssignableFrom(type))
        {
            return New(typeof(GrainReferenceCodec<>), [type], catalog);
        }

        if (typeof(Exception).IsAssignableFrom(type))
        {
            return New(typeof(ExceptionCodec<>), [type], catalog);
        }

        if (type == typeof(object) || (type.IsAbstract && !type.IsSealed) || type.IsInterface)
        {
            return New(typeof(PolymorphicCodec<>), [type], catalog);
        }

        return null;
    }

    /// <summary>The converter of a type, made with its services; the surrogate's type is closed as the value's is.</summary>
    private object? FindConverter(Type type, out Type surrogate)
    {
        surrogate = type;
        var definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        if (!_manifest.Converters.TryGetValue(type, out var entry) && !_manifest.Converters.TryGetValue(definition, out entry))
        {
            return null;
        }

        surrogate = Close(entry.SurrogateType, type);
        var converter = Close(entry.ConverterType, type);
        return services is null
            ? Activator.CreateInstance(converter, nonPublic: true)
            : ActivatorUtilities.CreateInstance(services, converter);

        static Type Close(Type open, Type type) => open.IsGenericTypeDefinition ? open.MakeGenericType(type.GetGenericArguments()) : open;
    }

    /// <summary>
    /// Null if a part has no codec, so that a composed type without one is refused with its own name and not in the middle of a
    /// message.
    /// </summary>
    private Codec? NewIfSupported(Type definition, Type[] arguments, params object[] parameters)
    {
        foreach (var argument in arguments)
        {
            if (!IsSupported(argument))
            {
                return null;
            }
        }

        return New(definition, arguments, parameters);
    }

    /// <summary>
    /// Whether a type has a codec, found out without making it: the codec of a generic type may be under way further up, asked for
    /// by a part of itself.
    /// </summary>
    private bool IsSupported(Type type)
    {
        if (_manifest.Codecs.ContainsKey(type) || BuiltInCodecs.Closed.ContainsKey(type) || _manifest.Converters.ContainsKey(type))
        {
            return true;
        }

        if (type.IsArray)
        {
            return IsSupported(type.GetElementType()!);
        }

        if (type.IsConstructedGenericType)
        {
            var definition = type.GetGenericTypeDefinition();
            if (BuiltInCodecs.Generic.ContainsKey(definition) || BuiltInCodecs.Interfaces.ContainsKey(definition))
            {
                return Array.TrueForAll(type.GetGenericArguments(), IsSupported);
            }

            if (_manifest.GenericCodecs.ContainsKey(definition) || _manifest.Converters.ContainsKey(definition))
            {
                return true;
            }
        }

        return type.IsEnum || type.IsInterface || type == typeof(object) || typeof(Exception).IsAssignableFrom(type) || (type.IsAbstract && !type.IsSealed);
    }

    private static Codec New(Type definition, Type[] arguments, params object[] parameters) =>
        (Codec)Activator.CreateInstance(definition.MakeGenericType(arguments), parameters)!;
}
