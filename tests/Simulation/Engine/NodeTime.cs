namespace OrleansAgents.Simulation.Engine;

/// <summary>A node's clock: it runs a little fast or slow, and its wall clock is off.</summary>
internal sealed class NodeTime(Node node, double rate, TimeSpan monotonicStart) : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private ulong _timers;

    /// <summary>Seconds of this clock in a second of the world.</summary>
    public double Rate => rate;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => monotonicStart.Ticks + (long)(node.World.Now * rate);

    /// <summary>When the world's time is what this clock calls so.</summary>
    public TimeSpan ToWorld(long timestamp) => TimeSpan.FromTicks((long)((timestamp - monotonicStart.Ticks) / rate));

    public override DateTimeOffset GetUtcNow() => Epoch.AddTicks((long)(node.World.Now * rate));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new NodeTimer(node, Mixing.Mix(++_timers, 1), () => callback(state), rate);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class NodeTimer(Node node, ulong key, Action callback, double rate) : ITimer
    {
        private int _setting;
        private TimeSpan _period;
        private bool _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_isDisposed) return false;
            _setting++;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan) Arm(dueTime);
            return true;
        }

        public void Dispose()
        {
            _isDisposed = true;
            _setting++;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        // Never early by the node's own clock.
        private void Arm(TimeSpan dueTime)
        {
            var setting = _setting;
            node.World.Add(node.World.Now + (long)Math.Ceiling(dueTime.Ticks / rate) + 1, key, node, () =>
            {
                if (setting != _setting) return;
                if (_period > TimeSpan.Zero) Arm(_period);
                node.Post(() =>
                {
                    if (!_isDisposed) callback();
                }, key);
            });
        }
    }
}

/// <summary>A node's ids, and through them its random numbers.</summary>
internal sealed class NodeIds(ulong seed) : IdSource
{
    private ulong _count;

    public override Guid NewGuid()
    {
        var count = ++_count;
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Mixing.Mix(seed, count));
        BitConverter.TryWriteBytes(bytes[8..], Mixing.Mix(count, seed));
        return new Guid(bytes);
    }
}
