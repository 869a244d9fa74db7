namespace Orleans.Runtime;

/// <summary>Every live request of the process has a slot here; with the request's version it is the correlation id of a remote call, and the list that the time-out sweep walks.</summary>
/// <remarks>
/// A pooled request keeps its slot from use to use, so a call neither enters nor leaves a table. A response finds its request by index. One sweep a period replaces a timer a call.
/// A slot that passes to another request passes its version on: a late answer to the former must never be taken for one to the latter.
/// </remarks>
internal static class RequestSlots
{
    private static readonly Lock Gate = new();
    private static readonly Stack<int> Free = new();
    private static RequestBase?[] s_slots = new RequestBase?[1024];
    private static int[] s_versions = new int[1024];
    private static int s_used;

    /// <summary>Slots in use or free for reuse; a measure of the greatest number of requests that lived at once.</summary>
    public static int Used => Volatile.Read(ref s_used);

    public static bool Holds(int slot, RequestBase request)
    {
        var slots = Volatile.Read(ref s_slots);
        return (uint)slot < (uint)slots.Length && slots[slot] == request;
    }

    public static RequestBase? Find(int slot)
    {
        var slots = Volatile.Read(ref s_slots);
        return (uint)slot < (uint)slots.Length ? Volatile.Read(ref slots[slot]) : null;
    }

    public static int Add(RequestBase request)
    {
        lock (Gate)
        {
            if (!Free.TryPop(out var slot))
            {
                slot = s_used;
                if (slot == s_slots.Length)
                {
                    var grown = new RequestBase?[slot * 2];
                    Array.Copy(s_slots, grown, slot);
                    Array.Resize(ref s_versions, slot * 2);
                    Volatile.Write(ref s_slots, grown);
                }

                Volatile.Write(ref s_used, slot + 1);
            }

            request.StartAfter(s_versions[slot]);
            Volatile.Write(ref s_slots[slot], request);
            return slot;
        }
    }

    public static void Remove(int slot, RequestBase request)
    {
        lock (Gate)
        {
            if ((uint)slot >= (uint)s_slots.Length || s_slots[slot] != request) return;
            s_versions[slot] = request.Version;
            Volatile.Write(ref s_slots[slot], null);
            Free.Push(slot);
        }
    }

    /// <summary>Fails the calls of <paramref name="runtime"/> whose deadline has passed, and lets go of answers that nobody fetched.</summary>
    /// <returns>The number of calls that timed out.</returns>
    public static int Sweep(CallRuntime runtime, int now)
    {
        List<(RequestBase Request, int Version)>? overdue = null;
        var slots = Volatile.Read(ref s_slots);
        var used = Math.Min(slots.Length, Volatile.Read(ref s_used));
        for (var i = 0; i < used; i++)
        {
            var request = Volatile.Read(ref slots[i]);
            if (request is null || request.Runtime != runtime) continue;
            if (request.SweepAt(now) is { } version) (overdue ??= []).Add((request, version));
        }

        return Fail(overdue, CallFailures.TimedOut);
    }

    /// <summary>Calls of this process that have not ended.</summary>
    public static int CountPending()
    {
        var pending = 0;
        var slots = Volatile.Read(ref s_slots);
        var used = Math.Min(slots.Length, Volatile.Read(ref s_used));
        for (var i = 0; i < used; i++)
        {
            if (Volatile.Read(ref slots[i]) is { IsPending: true }) pending++;
        }

        return pending;
    }

    /// <summary>Fails every pending call for which <paramref name="lost"/> holds, such as those sent over a connection that broke.</summary>
    public static int FailWhere(CallRuntime runtime, Func<RequestBase, bool> lost, Func<RequestBase, Exception> failure)
    {
        List<(RequestBase Request, int Version)>? found = null;
        var slots = Volatile.Read(ref s_slots);
        var used = Math.Min(slots.Length, Volatile.Read(ref s_used));
        for (var i = 0; i < used; i++)
        {
            var request = Volatile.Read(ref slots[i]);
            if (request is null || request.Runtime != runtime) continue;
            var version = request.Version;
            if (request.IsPending && lost(request)) (found ??= []).Add((request, version));
        }

        return Fail(found, failure);
    }

    /// <summary>Fails calls in the order of what they call. That of the slots depends on all that the process has done before, and a simulated run is to be repeated from its seed alone.</summary>
    private static int Fail(List<(RequestBase Request, int Version)>? calls, Func<RequestBase, Exception> failure)
    {
        if (calls is null) return 0;
        var failed = 0;
        IEnumerable<(RequestBase Request, int Version)> ordered = calls.Count == 1 ? calls : calls.OrderBy(static call => call.Request.Describe(), StringComparer.Ordinal);
        foreach (var (request, version) in ordered)
        {
            if (request.TryFail(version, failure(request))) failed++;
        }

        return failed;
    }
}
