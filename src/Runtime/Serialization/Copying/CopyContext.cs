using Orleans.Serialization.Buffers;

namespace Orleans.Serialization;

/// <summary>
/// One deep copy under way: remembers which object became which, so that identity and cycles survive. Not thread safe. Rent one,
/// use it synchronously, return it.
/// </summary>
public sealed class CopyContext
{
    [ThreadStatic]
    private static CopyContext? t_free;

    private readonly InstanceIndex _originals = new();
    private object?[] _copies = [];
    private CopyContext? _next;
    private int _count;
    private int _poolDepth;
    private int _depth;

    private CopyContext()
    {
        Catalog = null!;
    }

    /// <summary>Where codecs find other codecs.</summary>
    public CodecCatalog Catalog { get; private set; }

    /// <summary>Takes a context from this thread's pool, or makes one.</summary>
    public static CopyContext Rent(CodecCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var context = t_free;
        if (context is null)
        {
            context = new CopyContext();
        }
        else
        {
            t_free = context._next;
            context._next = null;
        }

        context.Catalog = catalog;
        return context;
    }

    /// <summary>Gives the context to this thread's pool. The caller must not touch it again.</summary>
    public void Return()
    {
        Reset();
        Catalog = null!;
        var depth = (t_free?._poolDepth ?? 0) + 1;
        if (depth > Limits.PooledSessions)
        {
            return;
        }

        _poolDepth = depth;
        _next = t_free;
        t_free = this;
    }

    /// <summary>Forgets every copy: what is copied next shares no instance with what was copied before.</summary>
    public void Reset()
    {
        _depth = 0;
        if (_count == 0)
        {
            return;
        }

        _originals.Clear();
        if (_copies.Length > Limits.PooledReferences)
        {
            _copies = [];
        }
        else
        {
            Array.Clear(_copies, 0, _count);
        }

        _count = 0;
    }

    /// <summary>The copy made of the object before, if one was.</summary>
    public bool TryGetCopy(object original, out object? copy)
    {
        var index = _originals.Find(original);
        copy = index < 0 ? null : _copies[index];
        return index >= 0;
    }

    /// <summary>Makes a copy known, best before its members are copied.</summary>
    public void Remember(object original, object copy)
    {
        var index = _originals.Add(original);
        if (index >= _copies.Length)
        {
            Array.Resize(ref _copies, Math.Max(16, 2 * index));
        }

        _copies[index] = copy;
        _count = index + 1;
    }

    /// <summary>Like <see cref="Remember"/>, unless the original is known already.</summary>
    internal void RememberOnce(object original, object copy)
    {
        if (_originals.Find(original) < 0)
        {
            Remember(original, copy);
        }
    }

    /// <summary>Goes one object deeper. What could not be sent must not be copied either, or a call would work on one silo and fail on two.</summary>
    internal void Enter(Type type)
    {
        if (++_depth > Limits.Depth)
        {
            throw new DepthLimitExceededException("Copying", $"a value of type '{type}'");
        }
    }

    internal void Leave() => _depth--;
}
