using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Orleans.Runtime.Reminders;

/// <summary>
/// Sends the ticks of the reminders of this silo's grains.
/// </summary>
/// <remarks>
/// <para>Problem. Reminders outlive every silo, come in millions, and each due one must reach its grain at least once and never early,
/// though silos start, stop and crash, and though some grains are slow or always fail.</para>
/// <para>Scheme. A reminder belongs to the silo that owns its grain's shard, so its tick is a local call and no second assignment has to
/// be agreed on. The store, ordered by due time, is the only durable truth. The silo reads what comes due within a window
/// (<see cref="ReminderSchedule"/>), calls each grain at its due time, and only then moves the row to its next due time, by
/// compare-and-swap.</para>
/// <para>Normal mode. One timer points at the next thing to do. At most <see cref="ReminderOptions.MaximumConcurrentTicks"/> ticks are under way;
/// a slow grain holds one of them until its call times out. A tick that failed in the runtime is tried again later and gives its
/// place up meanwhile, since its row moves too; an exception of the grain's own code counts as delivered, as in Orleans: the grain has run.</para>
/// <para>Change. When the silo's shards change, what was loaded is forgotten and read again. A row that is still loaded for a grain that
/// has moved away is dropped when it comes due, as ownership is asked again before each call.</para>
/// <para>Crash. Between the call and the move the row still shows the old due time, so the next owner calls again: at least once. A tick
/// that was due while nobody ran is sent when the next owner has read it, with the true time in its status.</para>
/// </remarks>
internal sealed partial class ReminderService : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>
    /// How many rows are loaded at most: a few megabytes, and ten seconds of ticks at a thousand a second. It is at least four times
    /// the ticks under way, so that these alone never look like a full load.
    /// </summary>
    internal const int LoadedRowsMin = 10_000;

    /// <summary>How soon a change of shards is noticed; the check is one comparison.</summary>
    internal static readonly TimeSpan ShardCheckPeriod = TimeSpan.FromSeconds(1);

    /// <summary>The wait after a reading or a start that failed.</summary>
    internal static readonly TimeSpan StoreRetryPeriod = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ReminderOptions _options;
    private readonly IReminderStore _store;
    private readonly ReminderDelivery _delivery;
    private readonly ILocalShards _shards;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ReminderSchedule _schedule;
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;
    private TaskCompletionSource? _drained;
    private DateTimeOffset _nextReading;
    private long _shardsVersion = long.MinValue;
    private int _pumpRequests;
    private bool _isRunning;

    public ReminderService(
        IReminderStore store, IGrainFactory grains, ILocalShards shards, IOptions<ReminderOptions> options, TimeProvider time, ILogger<ReminderService> logger)
    {
        _options = options.Value;
        _store = store;
        _delivery = new ReminderDelivery(store, grains, time, logger);
        _shards = shards;
        _time = time;
        _logger = logger;
        _schedule = new ReminderSchedule(Math.Max(LoadedRowsMin, 4 * _options.MaximumConcurrentTicks));
    }

    /// <summary>How many ticks are under way.</summary>
    internal int TicksUnderWay
    {
        get
        {
            lock (_gate)
            {
                return _schedule.UnderWay;
            }
        }
    }

    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe(nameof(ReminderService), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    /// <summary>Reads the reminders for the first time and begins to send ticks.</summary>
    /// <exception cref="ReminderException">The store did not answer within <see cref="ReminderOptions.InitializationTimeout"/>.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var giveUpAt = _time.GetUtcNow() + _options.InitializationTimeout;
        while (await TryReadAsync() is { } failure)
        {
            if (_time.GetUtcNow() + StoreRetryPeriod > giveUpAt)
            {
                throw new ReminderException(
                    $"The reminder store could not be read within {_options.InitializationTimeout} ({nameof(ReminderOptions)}.{nameof(ReminderOptions.InitializationTimeout)}); "
                    + $"make it reachable or raise the limit. Its last answer: {failure.Message}",
                    failure);
            }

            await Task.Delay(StoreRetryPeriod, _time, cancellationToken);
        }

        lock (_gate)
        {
            _isRunning = true;
            _timer = _time.CreateTimer(static service => ((ReminderService)service!).Pump(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Pump();
    }

    /// <summary>Sends no more ticks and waits for those under way, as long as the caller allows.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task drained;
        lock (_gate)
        {
            _isRunning = false;
            _timer?.Dispose();
            _schedule.Clear();
            _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _schedule.UnderWay == 0 ? Task.CompletedTask : _drained.Task;
        }

        await drained.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync();
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _stopping.Dispose();
    }

    /// <summary>
    /// A grain of this silo has registered a reminder: it may be due before the next reading. Only the timer is set here, because this
    /// runs in the grain's turn: a tick that began here would look like a call by that grain.
    /// </summary>
    internal void OnRegistered(ReminderRow row)
    {
        lock (_gate)
        {
            _schedule.Changed(row);
            if (_isRunning)
            {
                ArmTimer(_time.GetUtcNow());
            }
        }
    }

    /// <summary>A grain of this silo has removed a reminder: no tick of it begins from here on.</summary>
    internal void OnUnregistered(GrainId grainId, string name)
    {
        lock (_gate)
        {
            _schedule.Removed(grainId, name);
        }
    }

    /// <summary>
    /// Does whatever is due now and points the timer at what comes next. A call that finds another one in progress leaves the work to
    /// it: a thousand ticks that end at once must not nest a thousand pumps.
    /// </summary>
    private void Pump()
    {
        if (Interlocked.Increment(ref _pumpRequests) > 1)
        {
            return;
        }

        int served;
        do
        {
            served = Volatile.Read(ref _pumpRequests);
            PumpOnce();
        }
        while (Interlocked.Add(ref _pumpRequests, -served) > 0);
    }

    private void PumpOnce()
    {
        List<ReminderRow> due = [];
        bool read;
        lock (_gate)
        {
            if (!_isRunning)
            {
                return;
            }

            var now = _time.GetUtcNow();
            if (_shards.Version != _shardsVersion && !_schedule.IsReading)
            {
                _schedule.Clear();
                _nextReading = now;
            }

            while (_schedule.UnderWay < _options.MaximumConcurrentTicks && _schedule.TryTakeDue(now, out var row))
            {
                due.Add(row!);
            }

            read = !_schedule.IsReading && (now >= _nextReading || _schedule.IsRunningDry);
            ArmTimer(now);
        }

        foreach (var row in due)
        {
            _ = TickAsync(row);
        }

        if (read)
        {
            _ = ReadAndPumpAsync();
        }
    }

    private void ArmTimer(DateTimeOffset now)
    {
        var wait = ShardCheckPeriod;
        if (_schedule.UnderWay < _options.MaximumConcurrentTicks && _schedule.PeekDueAt() is { } dueAt && dueAt - now < wait)
        {
            wait = dueAt - now;
        }

        // Timers count whole milliseconds: rounding up costs one, rounding down would wake this up early for nothing.
        var milliseconds = Math.Max(0, (long)Math.Ceiling(wait.TotalMilliseconds));
        _timer!.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private async Task TickAsync(ReminderRow row)
    {
        ReminderRow? next = null;
        try
        {
            if (_shards.Owns(row.GrainId))
            {
                next = await _delivery.DeliverAsync(row, _stopping.Token);
            }
        }
        catch (Exception failure)
        {
            // The row is unchanged in the store: the next reading brings it back.
            LogTickAbandoned(_logger, failure, row.Name, row.GrainId);
        }

        lock (_gate)
        {
            _schedule.Finished(row, next);
            if (_schedule.UnderWay == 0)
            {
                _drained?.TrySetResult();
            }
        }

        Pump();
    }

    private async Task ReadAndPumpAsync()
    {
        await TryReadAsync();
        Pump();
    }

    /// <summary>Reads what comes due within the window.</summary>
    /// <returns>What went wrong, or null.</returns>
    private async Task<Exception?> TryReadAsync()
    {
        long version;
        DateTimeOffset until;
        lock (_gate)
        {
            if (_schedule.IsReading)
            {
                return null;
            }

            _schedule.BeginReading();
            version = _shards.Version;
            until = _time.GetUtcNow() + _options.ReminderLoadingWindow;
        }

        try
        {
            var query = new ReminderQuery(until, Math.Max(LoadedRowsMin, 4 * _options.MaximumConcurrentTicks), _shards.Owns) { Shards = _shards.Served };
            var page = await _store.ReadDueAsync(query, _stopping.Token);
            lock (_gate)
            {
                // What was read for other shards than now owned may lack rows; the version stays unequal, so the next pump reads again.
                if (version != _shards.Version)
                {
                    _schedule.AbandonReading();
                    return null;
                }

                _shardsVersion = version;
                _schedule.EndReading(page, until);
                _nextReading = _time.GetUtcNow() + _options.RefreshReminderListPeriod;
            }

            return null;
        }
        catch (Exception failure)
        {
            LogReadingFailed(_logger, failure);
            lock (_gate)
            {
                _schedule.AbandonReading();
                _nextReading = _time.GetUtcNow() + StoreRetryPeriod;
            }

            return failure;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reminders that come due could not be read from their store; reading again in a second. Ticks that are loaded are sent meanwhile.")]
    private static partial void LogReadingFailed(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tick of reminder '{Name}' of grain {GrainId} could not be recorded; it will be sent again.")]
    private static partial void LogTickAbandoned(ILogger logger, Exception failure, string name, GrainId grainId);
}
