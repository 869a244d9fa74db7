using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>A thread's stack of free requests of one method, with a shared depot behind it. Used by generated code.</summary>
/// <remarks>
/// A request is often rented by one thread and returned by another, so a purely thread-local pool would run dry on one side and overflow on the other. What a thread still has when it ends goes to the depot: the table of slots refers to each request, so a process whose threads come and go
/// would keep all that they ever pooled.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RequestStack
{
    // Two batches a thread: one to serve from, one to fill.
    private const int BatchSize = 64;
    private readonly RequestBase?[] _items = new RequestBase?[2 * BatchSize];
    private readonly RequestDepot _depot;
    private int _count;

    private RequestStack(RequestDepot depot) => _depot = depot;

    ~RequestStack() => _depot.Give(_items.AsSpan(0, _count));

    /// <summary>A free request, or null when a new one must be made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RequestBase? Pop(ref RequestStack? local, RequestDepot depot)
    {
        var stack = local;
        if (stack is not null && stack._count > 0)
        {
            var request = stack._items[--stack._count];
            return request;
        }

        return Refill(ref local, depot);
    }

    /// <summary>Returns a request that nobody refers to any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Push(ref RequestStack? local, RequestDepot depot, RequestBase request)
    {
        var stack = local ??= new RequestStack(depot);
        if (stack._count == stack._items.Length) stack.Spill();
        stack._items[stack._count++] = request;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RequestBase? Refill(ref RequestStack? local, RequestDepot depot)
    {
        var stack = local ??= new RequestStack(depot);
        stack._count = depot.Take(stack._items.AsSpan(0, BatchSize));
        return stack._count > 0 ? stack._items[--stack._count] : null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Spill()
    {
        _depot.Give(_items.AsSpan(BatchSize, BatchSize));
        _items.AsSpan(BatchSize, BatchSize).Clear();
        _count = BatchSize;
    }
}

/// <summary>Free requests of one method that threads gave up in batches.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RequestDepot
{
    // More free requests of one method than this are let go with their slots: a burst must not be held for ever.
    private const int CapacityMax = 16 * 1024;
    private readonly Lock _gate = new();
    private RequestBase?[] _items = [];
    private int _count;

    internal int Take(Span<RequestBase?> into)
    {
        if (Volatile.Read(ref _count) == 0) return 0;
        lock (_gate)
        {
            var taken = Math.Min(into.Length, _count);
            _items.AsSpan(_count - taken, taken).CopyTo(into);
            _items.AsSpan(_count - taken, taken).Clear();
            _count -= taken;
            return taken;
        }
    }

    internal void Give(ReadOnlySpan<RequestBase?> items)
    {
        lock (_gate)
        {
            if (_count + items.Length <= CapacityMax)
            {
                if (_items.Length < _count + items.Length) Array.Resize(ref _items, Math.Min(CapacityMax, Math.Max(1024, _items.Length * 2)));
                items.CopyTo(_items.AsSpan(_count));
                _count += items.Length;
                return;
            }
        }

        foreach (var item in items) item!.ReleaseSlot();
    }
}
