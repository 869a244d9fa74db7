namespace Orleans.Runtime.Transport;

/// <summary>Whether the silo at the other end of a connection has fallen silent, and the calls that are kept here until it is heard again or is replaced.</summary>
/// <remarks>
/// <para>Problem: the sockets of a process that is frozen stay open and take what is written to them. It is replaced when its lease has ended, two seconds later, and until then every call to its grains would be written there and fail in the end, as one that may have run.</para>
/// <para>Scheme: a node that is owed answers and has heard nothing since the last tick asks the silo for something that it answers at once, whatever its grains do: the view, should it have a newer one. If two ticks later not a byte has come, the silo is <i>silent</i>, and calls to it are kept instead of sent. They go on their way with the first
/// byte that comes, with the next view, whose owner of the grain may be another silo, and when the connection ends; a tick before its time is up a call is told that it did not run. While calls wait, the node looks for a newer view each second: the hint of it may have been lost, and a silo that died with its host says nothing.</para>
/// <para>Invariant: a call that is kept has been written to no connection, so it surely has not run (rule R21). It leaves the list before it is sent or failed, whoever does that.</para>
/// <para>Nothing rests on the silence being true. To calls for a silo that is merely slow or far away it costs nothing: they would have waited there, and go on as soon as it has said anything.</para>
/// </remarks>
internal sealed class PeerSilence(string peerName, CallRuntime runtime, int keptMax)
{
    private const int AskAfterTicks = 1;
    private const int SilentAfterTicks = 2;

    // How often a node with calls that wait looks whether the silo is a member still.
    private const int RefreshTicks = CoarseClock.TicksPerSecond;

    private readonly Lock _gate = new();
    private List<(RequestBase Request, int Version)> _kept = [];
    private bool _isSilent;
    private bool _isOver;
    private long _received;
    private int _heardAt = runtime.Clock.Now;
    private int _lookedAt;
    private int? _askedAt;
    private int _refreshedAt;

    public bool IsSilent => Volatile.Read(ref _isSilent);

    private bool HasKept
    {
        get
        {
            lock (_gate) return _kept.Count > 0;
        }
    }

    /// <summary>Looks at each tick, with the frames that have come so far and whether answers are owed.</summary>
    /// <returns>True if the peer is to be asked now.</returns>
    public bool Look(long received, bool isOwed, int now)
    {
        if (received != _received || !isOwed)
        {
            (_received, _heardAt, _lookedAt, _askedAt) = (received, now, now, null);
            Hear();
            return false;
        }

        // After ticks that were missed this process stood still itself, and what has come meanwhile may not have been read: the question is put anew.
        var stoodStill = now - _lookedAt > SilentAfterTicks;
        _lookedAt = now;
        if (_askedAt is not { } askedAt || stoodStill)
        {
            if (now - _heardAt < AskAfterTicks) return false;
            _askedAt = now;
            return true;
        }

        if (now - askedAt >= SilentAfterTicks && !IsSilent) FallSilent(now);
        if (IsSilent && HasKept) AttendToKept(now, CoarseClock.FromTicks(now - askedAt));
        return false;
    }

    /// <summary>Ticks since the question that has not been answered; 0 if there is none.</summary>
    public int Unanswered(int now) => _askedAt is { } askedAt ? now - askedAt : 0;

    /// <summary>The peer has said something.</summary>
    public void Hear()
    {
        if (!IsSilent) return;
        lock (_gate) Volatile.Write(ref _isSilent, false);
        SendKept();
    }

    /// <summary>The connection has ended: what is kept finds another way.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            Volatile.Write(ref _isSilent, false);
        }

        SendKept();
    }

    /// <summary>Keeps a call instead of having it sent, or fails it if too many wait already. False when it is to be sent: the peer is not silent any more, or the call was passed on for another node, whose it is to keep.</summary>
    public bool TryKeep(RequestBase request)
    {
        if (request.IsPassedOn) return false;
        bool isFull;
        lock (_gate)
        {
            if (!_isSilent) return false;
            isFull = _kept.Count >= keptMax;
            if (!isFull) _kept.Add((request, request.Version));
        }

        if (isFull) request.Fail(new LimitExceededException($"{keptMax} calls wait for silo {peerName}, which answers nothing (limit {keptMax}, ConnectionLimitOptions.MaxKeptCallsPerConnection). {request.Describe()} was not sent and did not run; call again when the silo answers or has been replaced."));
        else SiloMeter.Kept.Add(1);
        return true;
    }

    /// <summary>Sends what is kept on its way once more: to the silo that owns the grain by now, or back to here.</summary>
    public void SendKept()
    {
        foreach (var (request, version) in Take())
        {
            if (request.IsStillPending(version)) runtime.Dispatch(request);
        }
    }

    private void FallSilent(int now)
    {
        _refreshedAt = now - RefreshTicks;
        lock (_gate) Volatile.Write(ref _isSilent, !_isOver);
    }

    // What waits does not time out, which is what makes a node look for a view whose hint was lost.
    private void AttendToKept(int now, TimeSpan silence)
    {
        if (now - _refreshedAt >= RefreshTicks)
        {
            _refreshedAt = now;
            _ = runtime.RefreshViewAsync();
        }

        FailOverdue(now, silence);
    }

    private List<(RequestBase Request, int Version)> Take()
    {
        lock (_gate)
        {
            if (_kept.Count == 0) return [];
            var taken = _kept;
            _kept = [];
            return taken;
        }
    }

    // The caller learns why, and that the call did not run; not just that time is up.
    private void FailOverdue(int now, TimeSpan silence)
    {
        List<(RequestBase Request, int Version)> overdue = [];
        lock (_gate)
        {
            _kept.RemoveAll(kept =>
            {
                var isOverdue = !kept.Request.IsStillPending(kept.Version) || kept.Request.TicksLeft(now) <= 1;
                if (isOverdue) overdue.Add(kept);
                return isOverdue;
            });
        }

        foreach (var (request, version) in overdue)
        {
            request.TryFail(version, new SiloUnavailableException($"Silo {peerName} has answered nothing for {silence.TotalSeconds:0.0} s; {request.Describe()} waited for it, was not sent and did not run. Call again."));
        }
    }
}
