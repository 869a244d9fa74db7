using System.Collections.Concurrent;
using System.Text;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Types;

/// <summary>Translates between types and their specs, both ways, with a cache each way. Thread safe.</summary>
internal sealed class TypeTable
{
    /// <summary>In characters; stays within <see cref="Limits.TypeName"/> in UTF-8.</summary>
    private const int ExceptionNameMax = Limits.TypeName / 3;

    private readonly Dictionary<Type, int> _numbers = new(WellKnownTypes.All);
    private readonly TypeNames _names;
    private readonly ConcurrentDictionary<Type, byte[]> _specs = new();
    private readonly ConcurrentDictionary<byte[], Type> _resolved = new(Utf8Comparer.Instance);
    private readonly ConcurrentDictionary<byte[], Type>.AlternateLookup<ReadOnlySpan<byte>> _resolvedBySpan;

    public TypeTable(TypeNames names)
    {
        _names = names;
        _resolvedBySpan = _resolved.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The spec of a type.</summary>
    /// <exception cref="CodecNotFoundException">A part of it has no name.</exception>
    public byte[] SpecOf(Type type)
    {
        if (_specs.TryGetValue(type, out var spec))
        {
            return spec;
        }

        var bytes = new List<byte>();
        Append(bytes, type);
        return _specs.GetOrAdd(type, bytes.ToArray());
    }

    /// <summary>The type that a well-formed spec names, or null and the name in it that is not registered.</summary>
    /// <exception cref="SerializerException">The parts do not make a type.</exception>
    public Type? Resolve(ReadOnlySpan<byte> spec, int offset, out string? unknownName)
    {
        // Only composed types are in the cache; a name or a number is found as fast without it.
        if (spec.Length > 1 && spec[0] != TypeSpec.Name && _resolvedBySpan.TryGetValue(spec, out var composed))
        {
            unknownName = null;
            return composed;
        }

        var parser = new TypeSpecParser(spec, offset, this);
        var type = parser.Parse();
        unknownName = parser.UnknownName;
        return type;
    }

    public Type? FindName(ReadOnlySpan<byte> name) => _names.Find(name);

    /// <summary>
    /// The composed type whose spec these bytes are, made at most once. Parts of a spec come here on their own, so that a spec which
    /// fails as a whole cannot make types that nobody counts.
    /// </summary>
    public Type Intern(ReadOnlySpan<byte> spec, int offset, Func<Type> compose)
    {
        if (_resolvedBySpan.TryGetValue(spec, out var type))
        {
            return type;
        }

        if (_resolved.Count >= Limits.ComposedTypes)
        {
            Malformed.Throw($"messages have named {Limits.ComposedTypes} different composed types in this process, which no honest sender does.", offset);
        }

        type = compose();
        _resolved.TryAdd(spec.ToArray(), type);
        return type;
    }

    private void Append(List<byte> spec, Type type)
    {
        if (type.IsArray)
        {
            if (type.IsSZArray)
            {
                spec.Add(TypeSpec.Vector);
            }
            else
            {
                spec.Add(TypeSpec.Rectangular);
                spec.Add((byte)type.GetArrayRank());
            }

            Append(spec, type.GetElementType()!);
            return;
        }

        if (type.ContainsGenericParameters)
        {
            throw new CodecNotFoundException($"Type '{type}' cannot be written: it lacks type arguments.");
        }

        var definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        var arguments = type.IsConstructedGenericType ? type.GetGenericArguments() : [];
        if (_numbers.TryGetValue(definition, out var number))
        {
            spec.Add((byte)(TypeSpec.WellKnown + number));
        }
        else
        {
            if (_names.IsUnregisteredException(definition))
            {
                // Its name is for people; the receiver makes nothing of it. Its arguments may have no names at all.
                var name = type.ToString();
                AppendName(spec, TypeSpec.Name, name.Length <= ExceptionNameMax ? name : name[..ExceptionNameMax]);
                return;
            }

            AppendName(spec, arguments.Length == 0 ? TypeSpec.Name : TypeSpec.Generic, _names.NameOf(definition));
            if (arguments.Length > 0)
            {
                AppendVarInt(spec, (uint)arguments.Length);
            }
        }

        foreach (var argument in arguments)
        {
            Append(spec, argument);
        }
    }

    private static void AppendName(List<byte> spec, int code, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        spec.Add((byte)code);
        AppendVarInt(spec, (uint)bytes.Length);
        spec.AddRange(bytes);
    }

    private static void AppendVarInt(List<byte> spec, uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            spec.Add((byte)(value | 0x80));
        }

        spec.Add((byte)value);
    }
}
