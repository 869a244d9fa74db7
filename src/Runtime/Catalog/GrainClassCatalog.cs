using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using Orleans.Metadata;

namespace Orleans.Runtime;

/// <summary>The grain classes that this process was built with, and which of them an interface means.</summary>
internal sealed class GrainClassCatalog
{
    private readonly IServiceProvider _services;
    private readonly IEnumerable<IGrainTypeProvider> _typeProviders;
    private readonly IEnumerable<IGrainPropertiesProvider> _propertiesProviders;
    private readonly TypeNameText _names;
    private readonly FrozenDictionary<GrainType, Type> _classes;
    private readonly ConcurrentDictionary<(Type, string?), GrainType> _byInterface = new();
    private readonly ConcurrentDictionary<GrainType, (Type Type, GrainProperties Properties)?> _resolved = new();

    public GrainClassCatalog(IEnumerable<Type> classes, IServiceProvider services, IEnumerable<IGrainTypeProvider> typeProviders, IEnumerable<IGrainPropertiesProvider> propertiesProviders, TypeNameText names)
    {
        _services = services;
        _typeProviders = typeProviders;
        _propertiesProviders = propertiesProviders;
        _names = names;
        Dictionary<GrainType, Type> byType = [];
        foreach (var grainClass in classes.Distinct())
        {
            var grainType = GrainTypeOf(grainClass);
            if (!byType.TryAdd(grainType, grainClass))
            {
                throw new OrleansConfigurationException($"The grain classes {byType[grainType]} and {grainClass} share the grain type '{grainType}'. Give one of them another name by [GrainType(\"...\")].");
            }
        }

        _classes = byType.ToFrozenDictionary();
    }

    public IEnumerable<KeyValuePair<GrainType, Type>> Classes => _classes;

    /// <summary>The class of a grain type with its properties; null when this process has none.</summary>
    public (Type Type, GrainProperties Properties)? Find(GrainType grainType) => _resolved.GetOrAdd(grainType, Resolve);

    /// <summary>The grain type that a call through an interface means.</summary>
    /// <exception cref="ArgumentException">No class implements it, or several do and nothing chooses.</exception>
    public GrainType TypeFor(Type interfaceType, string? classNamePrefix) => _byInterface.GetOrAdd((interfaceType, classNamePrefix), key => Choose(key.Item1, key.Item2));

    /// <summary>Lower-case class name without the suffix "Grain", or what an attribute or provider says; constructed generic classes carry their arguments.</summary>
    public GrainType GrainTypeOf(Type grainClass)
    {
        var definition = grainClass.IsConstructedGenericType ? grainClass.GetGenericTypeDefinition() : grainClass;
        var name = definition.GetCustomAttributes(inherit: false).OfType<IGrainTypeProviderAttribute>().FirstOrDefault()?.GetGrainType(_services, definition).ToString();
        if (name is null)
        {
            foreach (var provider in _typeProviders)
            {
                if (!provider.TryGetGrainType(definition, out var provided)) continue;
                name = provided.ToString();
                break;
            }
        }

        name ??= DefaultName(definition);
        return GrainType.Create(grainClass.IsConstructedGenericType ? $"{name}[{string.Join(",", grainClass.GetGenericArguments().Select(a => $"[{_names.Format(a)}]"))}]" : name);
    }

    private static string DefaultName(Type grainClass)
    {
        var name = grainClass.Name;
        var arity = "";
        if (name.IndexOf('`') is > 0 and var tick)
        {
            arity = name[tick..];
            name = name[..tick];
        }

#pragma warning disable CA1308 // The grain type is defined as lower case.
        name = name.ToLowerInvariant();
#pragma warning restore CA1308
        const string Suffix = "grain";
        return (name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name) + arity;
    }

    private static Type? Close(Type grainClass, Type interfaceType)
    {
        // IStack<int> is served by Stack<T> : IStack<T> as Stack<int>.
        var implemented = grainClass.GetInterfaces().FirstOrDefault(i => i.IsGenericType && interfaceType.IsGenericType && i.GetGenericTypeDefinition() == interfaceType.GetGenericTypeDefinition());
        if (implemented is null) return null;
        var arguments = new Type?[grainClass.GetGenericArguments().Length];
        var given = interfaceType.GetGenericArguments();
        foreach (var (formal, actual) in implemented.GetGenericArguments().Zip(given))
        {
            if (formal.IsGenericParameter) arguments[formal.GenericParameterPosition] = actual;
            else if (formal != actual) return null;
        }

        return arguments.Any(a => a is null) ? null : grainClass.MakeGenericType(arguments!);
    }

    private (Type, GrainProperties)? Resolve(GrainType grainType)
    {
        if (!_classes.TryGetValue(grainType, out var type))
        {
            var name = grainType.ToString()!;
            var bracket = name.IndexOf('[', StringComparison.Ordinal);
            if (bracket < 0 || !_classes.TryGetValue(GrainType.Create(name[..bracket]), out var open) || !open.IsGenericTypeDefinition) return null;
            var arguments = TypeNameText.SplitArguments(name[bracket..]).Select(_names.Parse).ToArray();
            if (arguments.Length != open.GetGenericArguments().Length || arguments.Any(a => a is null)) return null;
            type = open.MakeGenericType(arguments!);
        }

        Dictionary<string, string> properties = [];
        foreach (var provider in _propertiesProviders) provider.Populate(type, grainType, properties);
        return (type, new GrainProperties(properties.ToImmutableDictionary()));
    }

    private GrainType Choose(Type interfaceType, string? prefix)
    {
        List<Type> candidates = [];
        foreach (var grainClass in _classes.Values)
        {
            if (interfaceType.IsAssignableFrom(grainClass)) candidates.Add(grainClass);
            else if (grainClass.IsGenericTypeDefinition && interfaceType.IsConstructedGenericType && Close(grainClass, interfaceType) is { } closed) candidates.Add(closed);
        }

        if (!string.IsNullOrEmpty(prefix))
        {
            candidates.RemoveAll(c => !(c.FullName ?? c.Name).StartsWith(prefix, StringComparison.Ordinal) && !c.Name.StartsWith(prefix, StringComparison.Ordinal));
        }
        else if (interfaceType.GetCustomAttribute<DefaultGrainTypeAttribute>() is IGrainInterfacePropertiesProviderAttribute provider)
        {
            Dictionary<string, string> properties = [];
            provider.Populate(_services, interfaceType, properties);
            return GrainType.Create(properties[WellKnownGrainInterfaceProperties.DefaultGrainType]);
        }

        if (candidates.Count == 1) return GrainTypeOf(candidates[0]);
        if (candidates.Count > 1)
        {
            // IUser means User or UserGrain when several classes implement it.
            var plain = interfaceType.Name is ['I', .. var rest] ? rest : interfaceType.Name;
            var byName = candidates.Where(c => c.Name == plain || c.Name == plain + "Grain" || c.Name + "Grain" == plain).ToArray();
            if (byName.Length == 1) return GrainTypeOf(byName[0]);
        }

        var known = candidates.Count == 0 ? "no grain class implements it" : $"{candidates.Count} grain classes do: {string.Join(", ", candidates.Select(c => c.FullName))}";
        throw new ArgumentException(
            $"Cannot tell which grain class serves {interfaceType}{(prefix is null ? "" : $" with a class name that starts with '{prefix}'")}: {known}. "
            + (candidates.Count == 0 ? "Reference the project that contains the grain class from the host, and make sure that the class is not abstract." : "Pass grainClassNamePrefix to GetGrain, or mark the interface [DefaultGrainType(\"...\")]."),
            nameof(interfaceType));
    }
}
