using System.Text;

namespace Orleans.Serialization.Types;

/// <summary>
/// The names of registered types, both ways. A type is written by its alias, or else by its CLR name with the namespace and without
/// the assembly, and is found by either: data written before a type got its alias stays readable.
/// </summary>
internal sealed class TypeNames
{
    private readonly Dictionary<Type, string> _byType = [];

    /// <summary>Null marks a CLR name that two types share; neither is found by it.</summary>
    private readonly Dictionary<byte[], Type?> _byName = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], Type?>.AlternateLookup<ReadOnlySpan<byte>> _byNameSpan;
    private readonly HashSet<string> _aliases = [];

    public TypeNames()
    {
        _byNameSpan = _byName.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Registers a type, a definition if it is generic.</summary>
    /// <exception cref="InvalidOperationException">The alias belongs to another type.</exception>
    public void Add(Type type, string? alias)
    {
        var clrName = ClrName(type);
        if (alias is not null)
        {
            AddAlias(type, WithArity(type, alias));
        }
        else
        {
            _byType.TryAdd(type, clrName);
        }

        if (_aliases.Contains(clrName))
        {
            return;
        }

        var key = Encoding.UTF8.GetBytes(clrName);
        if (!_byName.TryAdd(key, type) && _byName[key] != type)
        {
            _byName[key] = null;
        }
    }

    public Type? Find(ReadOnlySpan<byte> name) => _byNameSpan.TryGetValue(name, out var type) ? type : null;

    /// <summary>The name of a registered type; null for others.</summary>
    public string? TryNameOf(Type type) => _byType.GetValueOrDefault(type);

    /// <summary>Whether the type is an exception without a name here. It is sent all the same: where it is unknown it is read as text.</summary>
    public bool IsUnregisteredException(Type type) => typeof(Exception).IsAssignableFrom(type) && !_byType.ContainsKey(type);

    /// <summary>The name to write.</summary>
    /// <exception cref="CodecNotFoundException">The type is not registered.</exception>
    public string NameOf(Type type) => _byType.TryGetValue(type, out var name)
        ? name
        : throw new CodecNotFoundException($"Type '{type}' has no name on the wire: mark it with [GenerateSerializer] or [Alias], or register a converter for it.");

    private static string ClrName(Type type) => type.FullName ?? type.Name;

    private static string WithArity(Type type, string alias)
    {
        var suffix = type.IsGenericTypeDefinition ? "`" + type.GetGenericArguments().Length : string.Empty;
        return alias.EndsWith(suffix, StringComparison.Ordinal) ? alias : alias + suffix;
    }

    private void AddAlias(Type type, string alias)
    {
        var key = Encoding.UTF8.GetBytes(alias);
        if (!_aliases.Add(alias) && _byName[key] != type)
        {
            throw new InvalidOperationException($"Types '{type}' and '{_byName[key]}' have the same alias '{alias}': change one.");
        }

        _byName[key] = type;
        _byType[type] = alias;
    }
}
