namespace Orleans.Storage;

/// <summary>The types that a record may name: those that the application has marked as serializable, and no others.</summary>
internal interface IStateTypes
{
    /// <summary>All of them, without open generic types.</summary>
    IEnumerable<Type> Types { get; }

    /// <summary>The alias of a type, else its full name.</summary>
    string NameOf(Type type);
}

/// <summary>The names both ways, computed at first use: most states are never polymorphic.</summary>
internal sealed class StateTypeNames(IStateTypes types)
{
    private readonly Lazy<Dictionary<string, Type>> _byName = new(() =>
    {
        Dictionary<string, Type> byName = new(StringComparer.Ordinal);
        foreach (var type in types.Types)
        {
            byName.TryAdd(types.NameOf(type), type);
        }

        return byName;
    });

    private readonly Lazy<Dictionary<Type, string>> _byType = new(() =>
    {
        Dictionary<Type, string> byType = [];
        foreach (var type in types.Types)
        {
            byType.TryAdd(type, types.NameOf(type));
        }

        return byType;
    });

    public IEnumerable<KeyValuePair<Type, string>> DerivedFrom(Type type)
        => _byType.Value.Where(entry => entry.Key != type && entry.Key is { IsAbstract: false } && type.IsAssignableFrom(entry.Key));

    public Type? Find(string name) => _byName.Value.GetValueOrDefault(name);

    public string? NameOf(Type type) => _byType.Value.GetValueOrDefault(type);
}
