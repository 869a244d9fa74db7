namespace OrleansAgents.Drill.Probing;

/// <summary>What the probes of one grain have found since the repeat began. Times are timestamps of the monotonic clock; answers come on any thread.</summary>
internal sealed class GrainProbe
{
    private readonly Lock _gate = new();
    private int _run;
    private long _answeredAt;
    private long _silence;
    private long _silenceStart;
    private long _struckAt;
    private int _struckRun;
    private long? _backAt;
    private bool _isStruck;

    /// <summary>Which process answered last; 0 before the first answer.</summary>
    public int Run => Volatile.Read(ref _run);

    public bool IsStruck
    {
        get
        {
            lock (_gate) return _isStruck;
        }
    }

    /// <summary>When another process than the struck one answered; null if none has, or the grain was not there.</summary>
    public long? BackAt
    {
        get
        {
            lock (_gate) return _backAt;
        }
    }

    public long AnsweredAt
    {
        get
        {
            lock (_gate) return _answeredAt;
        }
    }

    /// <summary>The longest time between two answers.</summary>
    public long Silence
    {
        get
        {
            lock (_gate) return _silence;
        }
    }

    /// <summary>When the longest silence began.</summary>
    public long SilenceStart
    {
        get
        {
            lock (_gate) return _silenceStart;
        }
    }

    /// <summary>A repeat begins.</summary>
    public void Begin(long now)
    {
        lock (_gate)
        {
            (_answeredAt, _silence, _silenceStart) = (now, 0, now);
            (_isStruck, _backAt, _struckRun) = (false, null, 0);
        }
    }

    /// <summary>Something is about to be done to a process; the grain is struck if it is there.</summary>
    public void Strike(int run, long now)
    {
        lock (_gate)
        {
            _isStruck = _run == run;
            (_struckRun, _struckAt) = (run, now);
        }
    }

    public void Answered(long sentAt, long now, int run)
    {
        lock (_gate)
        {
            if (now - _answeredAt > _silence)
            {
                (_silence, _silenceStart) = (now - _answeredAt, _answeredAt);
            }

            _answeredAt = Math.Max(now, _answeredAt);
            Volatile.Write(ref _run, run);
            if (_isStruck && _backAt is null && run != _struckRun && sentAt >= _struckAt)
            {
                _backAt = now;
            }
        }
    }
}
