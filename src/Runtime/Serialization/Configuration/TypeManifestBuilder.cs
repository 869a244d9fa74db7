using System.Reflection;
using Orleans.Serialization.Exceptions;
using Orleans.Serialization.Types;

namespace Orleans.Serialization.Configuration;

/// <summary>Collects what generated code registers. Registering a thing twice is allowed: the first registration stays.</summary>
public sealed class TypeManifestBuilder
{
    private readonly HashSet<Type> _providers = [];
    private readonly Dictionary<Type, Func<CodecCatalog, Codec>> _codecs = [];
    private readonly Dictionary<Type, Type> _genericCodecs = [];
    private readonly Dictionary<Type, ConverterEntry> _converters = [];
    private readonly List<(Type Type, string? Alias)> _types = [];
    private readonly HashSet<Type> _grainClasses = [];
    private readonly Dictionary<Type, GrainInterfaceEntry> _grainInterfaces = [];

    /// <summary>Registers the codec of a type that is not generic, or of a closed one.</summary>
    public void AddCodec<T>(Func<CodecCatalog, Codec<T>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        if (_codecs.TryAdd(typeof(T), create) && !typeof(T).IsConstructedGenericType)
        {
            _types.Add((typeof(T), null));
        }
    }

    /// <summary>Registers the codec of a generic type.</summary>
    /// <param name="openType">The type's definition.</param>
    /// <param name="openCodecType">A definition with the same type parameters and a constructor that takes a <see cref="CodecCatalog"/>.</param>
    public void AddGenericCodec(Type openType, Type openCodecType)
    {
        ArgumentNullException.ThrowIfNull(openType);
        ArgumentNullException.ThrowIfNull(openCodecType);
        if (_genericCodecs.TryAdd(openType, openCodecType))
        {
            _types.Add((openType, null));
        }
    }

    /// <summary>Gives a type its name on the wire. Only named types can be read as a run-time type.</summary>
    /// <param name="type">The type, a definition if it is generic.</param>
    /// <param name="alias">The name; null for the CLR name without the assembly.</param>
    public void AddType(Type type, string? alias)
    {
        ArgumentNullException.ThrowIfNull(type);
        _types.Add((type, alias));
    }

    /// <summary>Registers an <see cref="IConverter{TValue, TSurrogate}"/>; all three are definitions if the value type is generic.</summary>
    public void AddConverter(Type valueType, Type surrogateType, Type converterType)
    {
        ArgumentNullException.ThrowIfNull(valueType);
        ArgumentNullException.ThrowIfNull(surrogateType);
        ArgumentNullException.ThrowIfNull(converterType);
        if (_converters.TryAdd(valueType, new ConverterEntry(surrogateType, converterType)))
        {
            _types.Add((valueType, null));
        }
    }

    /// <summary>Registers an exception that has no codec of its own: it is recreated with its message and stack trace, without its members.</summary>
    public void AddException(Type exceptionType)
    {
        ArgumentNullException.ThrowIfNull(exceptionType);
        _types.Add((exceptionType, null));
    }

    /// <summary>Registers a grain interface with its reference class and methods.</summary>
    public void AddGrainInterface(GrainInterfaceEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (_grainInterfaces.TryAdd(entry.InterfaceType, entry)) _types.Add((entry.InterfaceType, null));
    }

    public void AddGrainClass(Type grainClass)
    {
        ArgumentNullException.ThrowIfNull(grainClass);
        _grainClasses.Add(grainClass);
    }

    /// <summary>Takes over what an assembly registers; nothing if it was taken over before.</summary>
    public TypeManifestBuilder AddAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (var attribute in assembly.GetCustomAttributes<TypeManifestProviderAttribute>())
        {
            if (_providers.Add(attribute.ProviderType))
            {
                ((ITypeManifestProvider)Activator.CreateInstance(attribute.ProviderType, nonPublic: true)!).Configure(this);
            }
        }

        return this;
    }

    /// <exception cref="InvalidOperationException">Two types have the same alias.</exception>
    public TypeManifest Build()
    {
        var names = new TypeNames();
        foreach (var exception in BuiltInExceptions.All)
        {
            names.Add(exception, null);
        }

        foreach (var (type, alias) in _types)
        {
            names.Add(type, alias);
        }

        return new TypeManifest(
            names,
            new Dictionary<Type, Func<CodecCatalog, Codec>>(_codecs),
            new Dictionary<Type, Type>(_genericCodecs),
            new Dictionary<Type, ConverterEntry>(_converters),
            [.. _grainClasses],
            [.. _grainInterfaces.Values]);
    }
}
