namespace OrleansAgents.Simulation.Engine;

/// <summary>An event on a thread of its own, so that it can stand still in its midst while virtual time goes on and others run.</summary>
/// <remarks>Only one of the two threads runs at any moment: the world's waits until the event has ended or stands still. So the order of what happens is as fixed as without it.</remarks>
internal sealed class Segment(Action action)
{
    [ThreadStatic]
    private static Segment? t_current;

    private readonly object _gate = new();
    private bool _isRunning;
    private Exception? _failure;
    private bool _isAbandoned;

    /// <summary>The segment that this thread runs; null where an event cannot stand still.</summary>
    public static Segment? Current => t_current;

    /// <summary>The event has ended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Runs the event until it ends or stands still.</summary>
    public void Start()
    {
        _isRunning = true;
        new Thread(Run) { IsBackground = true, Name = "segment" }.UnsafeStart();
        Await();
    }

    /// <summary>Goes on where the event stood still, until it ends or stands still again.</summary>
    public void GoOn()
    {
        HandOver(toEvent: true);
        Await();
    }

    /// <summary>The run is over; nothing is waited for any more.</summary>
    public bool IsAbandoned => _isAbandoned;

    /// <summary>The run is over, and what the event would still do is of no interest.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        GoOn();
    }

    /// <summary>Called by the event itself.</summary>
    public void StandStill()
    {
        HandOver(toEvent: false);
        lock (_gate)
        {
            while (!_isRunning) Monitor.Wait(_gate);
        }

        if (_isAbandoned) throw new OperationCanceledException("The run is over.");
    }

    private void Run()
    {
        t_current = this;
        try
        {
            action();
        }
        catch (Exception failure) when (!_isAbandoned)
        {
            _failure = failure;
        }
        catch (Exception)
        {
            // Nobody is left whom it concerns.
        }

        IsOver = true;
        HandOver(toEvent: false);
    }

    private void HandOver(bool toEvent)
    {
        lock (_gate)
        {
            _isRunning = toEvent;
            Monitor.PulseAll(_gate);
        }
    }

    private void Await()
    {
        lock (_gate)
        {
            while (_isRunning) Monitor.Wait(_gate);
        }

        if (_failure is { } failure) throw new InvalidOperationException("An event failed.", failure);
    }
}
