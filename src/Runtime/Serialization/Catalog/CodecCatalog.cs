using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Orleans.Serialization.Catalog;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Types;

namespace Orleans.Serialization;

/// <summary>
/// Every codec of a process, made when first asked for. Thread safe. What can be serialized is fixed by the manifest; what is
/// cached are codecs of closed generic types and of arrays.
/// </summary>
public sealed class CodecCatalog
{
    private readonly ConcurrentDictionary<Type, Entry> _entries = new();
    private readonly ConcurrentDictionary<Type, Codec?> _forInstances = new();
    private readonly ConcurrentDictionary<Type, Codec?> _bases = new();
    private readonly CodecFactory _factory;
    private IGrainReferenceCodecContext? _grainReferences;

    /// <param name="manifest">What can be serialized.</param>
    /// <param name="services">Where converters get their constructor arguments from; null if they need none.</param>
    public CodecCatalog(TypeManifest manifest, IServiceProvider? services = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        Manifest = manifest;
        Types = new TypeTable(manifest.Names);
        _factory = new CodecFactory(this, services);
    }

    /// <summary>What the catalog was made from.</summary>
    public TypeManifest Manifest { get; }

    /// <summary>How grain references are written and read. Set once, by the host, before the first message.</summary>
    /// <exception cref="SerializerException">Read before it was set.</exception>
    /// <exception cref="InvalidOperationException">Set twice.</exception>
    public IGrainReferenceCodecContext GrainReferences
    {
        get => _grainReferences ?? throw new SerializerException(
            "A grain reference cannot be serialized: this serializer belongs to no host. Take Serializer from the services of a silo or a client.");
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (Interlocked.CompareExchange(ref _grainReferences, value, null) is not null)
            {
                throw new InvalidOperationException($"{nameof(GrainReferences)} is set already: a catalog belongs to one host.");
            }
        }
    }

    internal TypeTable Types { get; }

    /// <summary>The codec of a type.</summary>
    /// <exception cref="CodecNotFoundException">There is none; the text says what to add to the type.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Codec<T> Get<T>()
    {
        var last = Slot<T>.Last;
        return last is not null && ReferenceEquals(last.Catalog, this) ? Unsafe.As<Codec<T>>(last.Codec) : Find<T>();
    }

    /// <summary>The codec of a class, for the codec of a class derived from it.</summary>
    /// <exception cref="CodecNotFoundException">There is none, or the class cannot be derived from and serialized.</exception>
    public ObjectCodec<T> GetObject<T>()
        where T : class
        => Get<T>() as ObjectCodec<T>
            ?? _bases.GetOrAdd(typeof(T), static (type, factory) => factory.MakeBase(type), _factory) as ObjectCodec<T>
            ?? throw new CodecNotFoundException($"Type '{typeof(T)}' cannot be the base of a serializable class: its codec reads only whole values. If it has a converter, let it implement IPopulator too.");

    /// <inheritdoc cref="Get{T}"/>
    public Codec Get(Type type) => TryGet(type, out var codec) ? codec : throw NotFound(type);

    /// <summary>The codec of a type, if there is one.</summary>
    public bool TryGet(Type type, [NotNullWhen(true)] out Codec? codec)
    {
        ArgumentNullException.ThrowIfNull(type);
        codec = _entries.TryGetValue(type, out var entry) ? entry.Codec : Make(type);
        return codec is not null;
    }

    /// <summary>
    /// The codec for values of a run-time type, which may be a type of the runtime's own that is written as a base type of it
    /// (all subclasses of <see cref="Type"/>, say).
    /// </summary>
    internal bool TryGetForInstance(Type type, [NotNullWhen(true)] out Codec? codec)
    {
        if (_entries.TryGetValue(type, out var entry))
        {
            codec = entry.Codec;
            return true;
        }

        if (!_forInstances.TryGetValue(type, out codec))
        {
            codec = TryGet(type, out var exact) ? exact : _factory.MakeForInstance(type);
            _forInstances.TryAdd(type, codec);
        }

        return codec is not null;
    }

    internal static CodecNotFoundException NotFound(Type type) => new(
        $"Type '{type}' has no codec: mark it with [GenerateSerializer] and its members with [Id(n)] if it is yours, or register a converter to a surrogate with [RegisterConverter]. "
        + "If it is marked already, its assembly is not among those the host knows.");

    private Codec<T> Find<T>()
    {
        var type = typeof(T);
        if (!TryGet(type, out var codec))
        {
            throw NotFound(type);
        }

        Slot<T>.Last = _entries[type];
        return (Codec<T>)codec;
    }

    /// <summary>Two threads may both make a codec; one is kept. Codecs are stateless but for caches, so this is harmless.</summary>
    private Codec? Make(Type type) => _factory.Make(type) is { } codec ? _entries.GetOrAdd(type, new Entry(this, codec)).Codec : null;

    /// <summary>The catalog that asked last; several catalogs in one process (test clusters) take turns here, and find their own in the dictionary.</summary>
    private static class Slot<T>
    {
        public static Entry? Last;
    }

    private sealed record Entry(CodecCatalog Catalog, Codec Codec);
}
