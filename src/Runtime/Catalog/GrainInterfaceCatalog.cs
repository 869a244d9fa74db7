using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using Orleans.Serialization.Configuration;

namespace Orleans.Runtime;

/// <summary>The grain interfaces that this process was built with: names for the wire, methods by id, factories of references.</summary>
internal sealed class GrainInterfaceCatalog
{
    private readonly FrozenDictionary<Type, GrainInterfaceEntry> _entries;
    private readonly FrozenDictionary<string, Type> _byName;
    private readonly ConcurrentDictionary<Type, GrainInterfaceInfo> _infos = new();
    private readonly Utf8Cache<GrainInterfaceInfo> _byUtf8 = new();
    private readonly IServiceProvider _services;
    private readonly IEnumerable<IGrainInterfaceTypeProvider> _nameProviders;
    private readonly TypeNameText _names;

    /// <param name="entries">What the generator found.</param>
    /// <param name="nameProviders">Who may name interfaces beside their attributes.</param>
    public GrainInterfaceCatalog(IEnumerable<GrainInterfaceEntry> entries, IServiceProvider services, IEnumerable<IGrainInterfaceTypeProvider> nameProviders, TypeNameText names)
    {
        _services = services;
        _nameProviders = nameProviders;
        _names = names;
        _entries = entries.GroupBy(e => e.InterfaceType).ToFrozenDictionary(g => g.Key, g => g.First());
        Dictionary<string, Type> byName = [];
        foreach (var type in _entries.Keys)
        {
            if (type.IsGenericTypeDefinition) continue;
            var name = NameOf(type).ToString()!;
            if (!byName.TryAdd(name, type))
            {
                throw new OrleansConfigurationException($"The grain interfaces {byName[name]} and {type} share the name '{name}'. Give one of them another [Alias] or [GrainInterfaceType].");
            }
        }

        _byName = byName.ToFrozenDictionary();
    }

    public IEnumerable<Type> Interfaces => _entries.Keys;

    public bool Contains(Type interfaceType) => _entries.ContainsKey(interfaceType.IsConstructedGenericType ? interfaceType.GetGenericTypeDefinition() : interfaceType);

    /// <exception cref="ArgumentException">The type is no grain interface that the generator saw.</exception>
    public GrainInterfaceInfo Get(Type interfaceType) => _infos.TryGetValue(interfaceType, out var info) ? info : _infos.GetOrAdd(interfaceType, Make);

    /// <summary>The interface of that name, or null.</summary>
    public GrainInterfaceInfo? Find(string name) => _byName.TryGetValue(name, out var type) ? Get(type) : _names.Parse(name) is { } constructed && Contains(constructed) ? Get(constructed) : null;

    /// <summary>The interface of a name as it stands in a message, or null.</summary>
    public GrainInterfaceInfo? Find(ReadOnlySpan<byte> name)
    {
        if (_byUtf8.TryGet(name, out var known)) return known;
        var found = Find(System.Text.Encoding.UTF8.GetString(name));
        if (found is not null) _byUtf8.Add(name, found);
        return found;
    }

    private GrainInterfaceInfo Make(Type type)
    {
        var definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        if (!_entries.TryGetValue(definition, out var entry))
        {
            throw new ArgumentException(
                type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)
                    ? $"No code was generated for the grain interface {type}. Reference the Orleans source generator in the project that declares it ({type.Assembly.GetName().Name}), or add [assembly: GenerateCodeForDeclaringAssembly(typeof({type.Name}))] to one that does."
                    : $"{type} is not a grain interface: it must be an interface that extends IGrainWithStringKey, IGrainWithIntegerKey, IGrainWithGuidKey, a compound key interface or IGrainObserver.",
                nameof(type));
        }

        if (!type.IsConstructedGenericType) return new GrainInterfaceInfo(type, NameOf(type), entry.Methods, entry.CreateReference!);
        var reference = entry.ReferenceType.MakeGenericType(type.GetGenericArguments());
        var methods = (MethodDescriptor[])reference.GetProperty("Methods", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        var constructor = reference.GetConstructor(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, [typeof(GrainReferenceShared), typeof(IdSpan)])!;
        return new GrainInterfaceInfo(type, NameOf(type), methods, (shared, key) => (GrainReference)constructor.Invoke([shared, key]));
    }

    private GrainInterfaceType NameOf(Type type)
    {
        if (type.GetCustomAttributes(inherit: false).OfType<IGrainInterfaceTypeProviderAttribute>().FirstOrDefault() is { } attribute && !type.IsConstructedGenericType)
        {
            return attribute.GetGrainInterfaceType(_services, type);
        }

        foreach (var provider in _nameProviders)
        {
            if (provider.TryGetGrainInterfaceType(type, out var name)) return name;
        }

        return GrainInterfaceType.Create(_names.Format(type));
    }
}

/// <summary>One grain interface, constructed if generic.</summary>
internal sealed class GrainInterfaceInfo(Type type, GrainInterfaceType name, MethodDescriptor[] methods, Func<GrainReferenceShared, IdSpan, GrainReference> createReference)
{
    private readonly FrozenDictionary<uint, MethodDescriptor> _methods = methods.GroupBy(m => m.Id).ToFrozenDictionary(g => g.Key, g => g.First());

    public Type Type { get; } = type;

    public GrainInterfaceType Name { get; } = name;

    /// <summary>The name as it stands in messages.</summary>
    public byte[] NameBytes { get; } = System.Text.Encoding.UTF8.GetBytes(name.ToString()!);

    public GrainReference CreateReference(GrainReferenceShared shared, IdSpan key) => createReference(shared, key);

    public MethodDescriptor? FindMethod(uint id) => _methods.GetValueOrDefault(id);
}
