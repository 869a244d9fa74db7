namespace Orleans.Serialization.Buffers;

/// <summary>The bounds that keep a message, honest or hostile, from costing more than a small multiple of its length.</summary>
internal static class Limits
{
    /// <summary>
    /// How deep values may nest. Codecs recurse, so this bounds the stack: 256 levels take well under 256 KiB of it. Longer
    /// chains (a linked list of nodes) belong in a collection.
    /// </summary>
    public const int Depth = 256;

    /// <summary>How deep type specs may nest: a list of dictionaries of tuples is three; nobody writes sixteen.</summary>
    public const int TypeDepth = 16;

    /// <summary>How many types one spec may name in all, so that a spec costs no more than a short string.</summary>
    public const int TypeNodes = 64;

    /// <summary>How long a type's name may be, in bytes; what is longer would only fill error texts.</summary>
    public const int TypeName = 4096;

    /// <summary>
    /// How many different composed types (closed generics, arrays) a catalog resolves from messages. The runtime never unloads a
    /// type, so without this bound a peer could fill the memory with List&lt;List&lt;...&gt;&gt;. Real applications use tens.
    /// </summary>
    public const int ComposedTypes = 4096;

    /// <summary>How many types of one message can be referred back to; further ones are spelled out each time.</summary>
    public const int TypesRemembered = 32;

    /// <summary>A returned writer keeps no larger buffer than this, in bytes: one big message must not pin its size for ever.</summary>
    public const int PooledBuffer = 1 << 20;

    /// <summary>A returned session keeps tables for at most this many references.</summary>
    public const int PooledReferences = 4096;

    /// <summary>How many writers, readers and copy contexts a thread keeps; nested use takes two or three.</summary>
    public const int PooledSessions = 4;
}
