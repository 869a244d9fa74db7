namespace Orleans.Runtime;

/// <summary>Calls for observers of clients that have not connected to this silo yet.</summary>
/// <remarks>
/// A client connects to every silo as soon as its view has it. A grain may move to a silo that has just started and call its observers
/// before their client has got there. So a young silo lets such calls wait; later a client that is not connected is gone.
/// </remarks>
internal sealed class AbsentClients
{
    /// <summary>The age of a silo, in clock ticks, from which on it counts clients that have not connected as gone: time enough to adopt a view and dial.</summary>
    public const int GraceTicks = 5 * CoarseClock.TicksPerSecond;

    // A bound on what a silo gathers in its first seconds; notifications beyond it find their client absent.
    private const int HeldMax = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<HeldCall>> _held = [];
    private int _count;

    /// <exception cref="LimitExceededException">Too many calls wait.</exception>
    public void Hold(string client, RequestBase request, IdSpan observer)
    {
        lock (_gate)
        {
            if (_count >= HeldMax) throw new LimitExceededException($"{_count} calls wait on this silo for clients to connect (limit {HeldMax}). {request.Describe()} was refused and did not run; call again.");
            if (!_held.TryGetValue(client, out var calls)) _held[client] = calls = [];
            calls.Add(new HeldCall(request, request.Version, observer));
            _count++;
        }
    }

    public void Connected(string client, Action<RequestBase, IdSpan> route)
    {
        foreach (var call in Take(client))
        {
            if (call.Request.Version != call.Version) continue;
            try
            {
                route(call.Request, call.Observer);
            }
            catch (Exception failure)
            {
                call.Request.Fail(failure);
            }
        }
    }

    /// <summary>Ends what still waits.</summary>
    public void GiveUp(Action<string, RequestBase> fail)
    {
        string[] clients;
        lock (_gate)
        {
            if (_count == 0) return;
            clients = [.. _held.Keys];
        }

        foreach (var client in clients)
        {
            foreach (var call in Take(client))
            {
                if (call.Request.Version == call.Version) fail(client, call.Request);
            }
        }
    }

    private List<HeldCall> Take(string client)
    {
        lock (_gate)
        {
            if (!_held.Remove(client, out var calls)) return [];
            _count -= calls.Count;
            return calls;
        }
    }

    private sealed record HeldCall(RequestBase Request, int Version, IdSpan Observer);
}
