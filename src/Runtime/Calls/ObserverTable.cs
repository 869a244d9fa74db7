using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>The objects of this process that grains may call: observers. Held weakly, as Orleans documents: whoever made the object keeps it alive.</summary>
internal sealed class ObserverTable(GrainType grainType, string owner, IdSource ids)
{
    private readonly ConcurrentDictionary<IdSpan, LocalObserver> _observers = new();

    /// <summary>This node, as the keys of its observers name it.</summary>
    public string Owner => owner;

    /// <summary>The grain type of observers of this process; messages for it are routed by the part of the key before the plus sign.</summary>
    public GrainType GrainType { get; } = grainType;

    /// <summary>The key of an observer of a node under a name; see <see cref="ObserverKeys"/>.</summary>
    public static IdSpan KeyOf(string owner, string name) => IdSpan.Create($"{owner}+{name}");

    public GrainId Add(object target) => Add(target, ids.NewGuid().ToString("N"));

    /// <param name="name">By which others find the object without having been given its reference.</param>
    public GrainId Add(object target, string name)
    {
        var key = KeyOf(owner, name);
        _observers[key] = new LocalObserver(target);
        return GrainId.Create(GrainType, key);
    }

    public bool Remove(GrainId id) => _observers.TryRemove(id.Key, out _);

    /// <summary>Has an observer run a request; ends the request if the object is gone.</summary>
    public void Deliver(RequestBase request, IdSpan key)
    {
        if (_observers.TryGetValue(key, out var observer) && observer.TryQueue(request)) return;
        _observers.TryRemove(key, out _);
        request.Fail(new ClientNotAvailableException($"The observer object '{key}' is gone: its reference was deleted, or the object was collected because nothing in its process refers to it. Keep a reference to the object for as long as it observes."));
    }
}

/// <summary>One observer object: runs its calls one after the other, each to its end, as a grain does.</summary>
internal sealed class LocalObserver(object target)
{
    // Notifications that may wait for one object; a slower observer than that is dropped rather than allowed to fill the memory.
    private const int QueuedMax = 10_000;
    private readonly WeakReference<object> _target = new(target);
    private readonly Queue<RequestBase> _queue = [];
    private bool _running;

    public bool TryQueue(RequestBase request)
    {
        if (!_target.TryGetTarget(out _)) return false;
        lock (_queue)
        {
            if (_queue.Count >= QueuedMax)
            {
                request.Fail(new LimitExceededException($"The observer of {request.Descriptor.InterfaceType} has {QueuedMax} notifications waiting; this one was dropped."));
                return true;
            }

            _queue.Enqueue(request);
            if (_running) return true;
            _running = true;
        }

        request.Runtime!.Executor.Schedule(new Run(this));
        return true;
    }

    private async Task RunAll()
    {
        while (true)
        {
            RequestBase? request;
            lock (_queue)
            {
                if (!_queue.TryDequeue(out request))
                {
                    _running = false;
                    return;
                }
            }

            if (!_target.TryGetTarget(out var live))
            {
                request.Fail(new ClientNotAvailableException("The observer object was collected because nothing in its process refers to it."));
                continue;
            }

            try
            {
                RequestContext.Restore(request.Context);
                request.SetBoxedResult(await request.InvokeBoxed(live));
            }
            catch (Exception failure)
            {
                request.Exception = failure;
            }

            request.Complete();
        }
    }

    private sealed class Run(LocalObserver observer) : IThreadPoolWorkItem
    {
        public void Execute() => _ = observer.RunAll();
    }
}
