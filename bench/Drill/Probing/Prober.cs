using System.Collections.Concurrent;
using System.Diagnostics;
using OrleansAgents.Drill.Silos;

namespace OrleansAgents.Drill.Probing;

/// <summary>
/// Calls every grain at its times, which are decided before and spread evenly (open loop): a call is sent whether or not the one before it has been answered, so that a cluster that stands still is not spared the calls that come meanwhile.
/// </summary>
internal sealed class Prober : IDisposable
{
    /// <summary>How long a probe waits for its answer. What is under way is bounded by this many seconds of calls.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Hundreds of thousands of calls may fail; a few of their texts say why.</summary>
    private const int TextsMax = 1_000;

    private readonly IProbeGrain[] _references;
    private readonly GrainProbe[] _grains;
    private readonly double _step;
    private readonly ManualResetEventSlim _isProbing = new();
    private readonly ConcurrentQueue<FailedProbe> _failures = new();
    private volatile bool _isOver;
    private int _underWay;
    private long _probes;
    private long _late;
    private long _lagMax;
    private long _lastFailure;

    public Prober(IGrainFactory grains, int count, TimeSpan every)
    {
        _references = [.. Enumerable.Range(0, count).Select(number => grains.GetGrain<IProbeGrain>(number))];
        _grains = [.. Enumerable.Range(0, count).Select(static _ => new GrainProbe())];
        _step = every.TotalSeconds * Stopwatch.Frequency / count;
        Every = (long)(every.TotalSeconds * Stopwatch.Frequency);
        new Thread(Run) { IsBackground = true, Name = "Prober" }.Start();
    }

    public IReadOnlyList<GrainProbe> Grains => _grains;

    /// <summary>Of the repeat, in any order.</summary>
    public IReadOnlyCollection<FailedProbe> Failures => _failures;

    /// <summary>Sent in the repeat.</summary>
    public long Probes => Volatile.Read(ref _probes);

    /// <summary>Of these, sent later than a whole interval after their times: then the machine could not keep the schedule.</summary>
    public long Late => Volatile.Read(ref _late);

    /// <summary>The longest time by which one was sent late.</summary>
    public TimeSpan LagMax => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _lagMax));

    /// <summary>When a probe last failed.</summary>
    public long LastFailure => Volatile.Read(ref _lastFailure);

    private long Every { get; }

    /// <summary>How calls fare, for somebody who has to find out why they do not.</summary>
    public string Describe() => $"of {Probes} calls {Volatile.Read(ref _underWay)} are under way and {_failures.Count} have failed{(_failures.LastOrDefault(static failure => failure.Text.Length > 0) is { } last ? $", one of them so: {last.Text}" : "")}";

    public void Resume() => _isProbing.Set();

    /// <summary>Sends no more, and waits until every call has ended; none can outlast its deadline by much.</summary>
    public async Task PauseAsync()
    {
        _isProbing.Reset();
        do
        {
            await Task.Delay(50);
        }
        while (Volatile.Read(ref _underWay) > 0);
    }

    /// <summary>Forgets what was found so far.</summary>
    public void Begin()
    {
        _failures.Clear();
        (_probes, _late, _lagMax) = (0, 0, 0);
        var now = Stopwatch.GetTimestamp();
        foreach (var grain in _grains)
        {
            grain.Begin(now);
        }
    }

    /// <summary>Something is about to be done to a process: from here on the times of its grains count.</summary>
    /// <returns>The time of it.</returns>
    public long Strike(int run)
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var grain in _grains)
        {
            grain.Strike(run, now);
        }

        return now;
    }

    public void Dispose()
    {
        _isOver = true;
        _isProbing.Set();
    }

    private void Run()
    {
        while (true)
        {
            _isProbing.Wait();
            var start = Stopwatch.GetTimestamp();
            for (long count = 0; _isProbing.IsSet && !_isOver; count++)
            {
                var due = start + (long)(count * _step);
                while (due > Stopwatch.GetTimestamp())
                {
                    Thread.Sleep(1);
                }

                var lag = Stopwatch.GetTimestamp() - due;
                _lagMax = Math.Max(_lagMax, lag);
                _late += lag > Every ? 1 : 0;
                _probes++;
                Interlocked.Increment(ref _underWay);
                _ = ProbeAsync((int)(count % _grains.Length));
            }

            if (_isOver)
            {
                return;
            }
        }
    }

    private async Task ProbeAsync(int number)
    {
        var grain = _grains[number];
        var runBefore = grain.Run;
        var sentAt = Stopwatch.GetTimestamp();
        try
        {
            var run = await _references[number].ProbeAsync().ConfigureAwait(false);
            grain.Answered(sentAt, Stopwatch.GetTimestamp(), run);
        }
        catch (Exception failure)
        {
            // Whatever it is, a caller got it instead of an answer.
            var now = Stopwatch.GetTimestamp();
            Volatile.Write(ref _lastFailure, now);
            _failures.Enqueue(new FailedProbe(number, runBefore, sentAt, now, FailedProbe.KindOf(failure), _failures.Count < TextsMax ? failure.Message : ""));
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
