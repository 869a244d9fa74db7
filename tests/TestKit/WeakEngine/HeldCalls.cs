namespace OrleansAgents.TestKit;

/// <summary>Calls that wait until others have overtaken them, or until they have waited long enough.</summary>
internal sealed class HeldCalls(TimeProvider time, TimeSpan max)
{
    private readonly Lock _gate = new();
    private readonly List<Held> _held = [];
    private bool _isOver;

    /// <summary>A call goes by.</summary>
    public void Overtake()
    {
        List<Held> released = [];
        lock (_gate)
        {
            _held.RemoveAll(held =>
            {
                if (--held.OvertakenBy > 0) return false;
                released.Add(held);
                return true;
            });
        }

        foreach (var held in released) held.Released.TrySetResult();
    }

    public async Task Wait(int overtakenBy)
    {
        var held = new Held { OvertakenBy = overtakenBy };
        lock (_gate)
        {
            if (_isOver) return;
            _held.Add(held);
        }

        using var ended = new CancellationTokenSource();
        await Task.WhenAny(held.Released.Task, Task.Delay(max, time, ended.Token));
        await ended.CancelAsync();
        lock (_gate) _held.Remove(held);
    }

    /// <summary>Lets all go, and holds none from here on.</summary>
    public void End()
    {
        Held[] released;
        lock (_gate)
        {
            _isOver = true;
            released = [.. _held];
            _held.Clear();
        }

        foreach (var held in released) held.Released.TrySetResult();
    }

    private sealed class Held
    {
        public int OvertakenBy { get; set; }

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
