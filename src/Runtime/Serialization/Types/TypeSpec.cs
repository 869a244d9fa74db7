using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Types;

/// <summary>
/// How a run-time type stands in a message: a varint code, and what the code asks for. Built-in types are numbers, the application's
/// own are names, composed ones are spelled structurally:
/// <code>
/// 0 offset            the spec at that offset of this message (not inside another spec)
/// 1 name              a registered type: varint length, UTF-8
/// 2 name n spec*n     a registered generic type and its n arguments
/// 3 spec              a vector of the element type
/// 4 rank spec         an array of 2 to 32 dimensions
/// 16+k [spec...]      built-in type k; a generic one is followed by as many arguments as it has
/// </code>
/// A spec within a spec is never a reference back, so equal types have equal bytes and the bytes can be a cache's key.
/// Names are looked up in the manifest only. To resolve them with <see cref="Type.GetType(string)"/> would let a peer load and
/// construct whatever the process can see.
/// </summary>
internal static class TypeSpec
{
    public const int Back = 0;
    public const int Name = 1;
    public const int Generic = 2;
    public const int Vector = 3;
    public const int Rectangular = 4;
    public const int WellKnown = 16;
    public const int ArgumentsMax = 16;
    public const int RankMax = 32;

    /// <summary>The type, or null and the name that is not registered.</summary>
    public static Type? Read(Reader reader, out string? unknownName)
    {
        var offset = reader.Position;
        Skip(reader);
        return reader.Catalog.Types.Resolve(reader.ReadSince(offset), offset, out unknownName);
    }

    /// <summary>Passes over a spec, checking its form.</summary>
    public static void Skip(Reader reader)
    {
        var nodes = 0;
        Skip(reader, depth: 0, ref nodes);
    }

    private static void Skip(Reader reader, int depth, ref int nodes)
    {
        var offset = reader.Position;
        if (depth > Limits.TypeDepth || ++nodes > Limits.TypeNodes)
        {
            Malformed.Throw($"a type nests deeper than {Limits.TypeDepth} levels or names more than {Limits.TypeNodes} types.", offset);
        }

        var code = reader.ReadVarUInt32();
        switch (code)
        {
            case Back when depth == 0:
                reader.ReadVarUInt32();
                return;
            case Name:
                SkipName(reader);
                return;
            case Generic:
                SkipName(reader);
                SkipMany(reader, Count(reader, 1, ArgumentsMax), depth, ref nodes);
                return;
            case Vector:
                Skip(reader, depth + 1, ref nodes);
                return;
            case Rectangular:
                Count(reader, 2, RankMax);
                Skip(reader, depth + 1, ref nodes);
                return;
            case >= WellKnown:
                SkipMany(reader, WellKnownTypes.Arity(code - WellKnown), depth, ref nodes);
                return;
            default:
                Malformed.Throw($"type code {code} means nothing here.", offset);
                return;
        }
    }

    private static void SkipName(Reader reader)
    {
        var offset = reader.Position;
        var length = reader.ReadLength();
        if (length > Limits.TypeName)
        {
            Malformed.Throw($"a type's name has {length} bytes; {Limits.TypeName} are allowed.", offset);
        }

        reader.ReadRaw(length);
    }

    private static void SkipMany(Reader reader, int count, int depth, ref int nodes)
    {
        for (var i = 0; i < count; i++)
        {
            Skip(reader, depth + 1, ref nodes);
        }
    }

    private static int Count(Reader reader, int min, int max)
    {
        var offset = reader.Position;
        var count = reader.ReadVarUInt32();
        if (count < min || count > max)
        {
            Malformed.Throw($"a type spec counts {count} where {min} to {max} can stand.", offset);
        }

        return (int)count;
    }
}
