namespace Orleans.Runtime;

/// <summary>The lifecycle of one activation; made only for grains whose components subscribe, such as persistent state.</summary>
internal sealed class GrainLifecycle : IGrainLifecycle
{
    private List<(int Stage, ILifecycleObserver Observer)>? _observers;
    private List<IGrainMigrationParticipant>? _participants;
    private int _startedTo;

    public IReadOnlyList<IGrainMigrationParticipant> MigrationParticipants => _participants ?? [];

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var entry = (stage, observer);
        (_observers ??= new(1)).Add(entry);
        return new Subscription(this, entry);
    }

    public void AddMigrationParticipant(IGrainMigrationParticipant participant) => (_participants ??= new(1)).Add(participant);

    public void RemoveMigrationParticipant(IGrainMigrationParticipant participant) => _participants?.Remove(participant);

    /// <summary>Starts the stages in order; within a stage all observers start together. Stops at the first failure.</summary>
    public Task OnStart(CancellationToken cancellationToken)
    {
        if (_observers is not { Count: > 0 } observers) return Task.CompletedTask;
        _startedTo = observers.Count;
        return observers.Count == 1 ? observers[0].Observer.OnStart(cancellationToken) : StartAll(observers, cancellationToken);
    }

    /// <summary>Stops the stages in reverse order. Every observer is stopped, whatever the others throw.</summary>
    public async Task OnStop(CancellationToken cancellationToken)
    {
        if (_observers is not { Count: > 0 } observers || _startedTo == 0) return;
        List<Exception>? failures = null;
        foreach (var stage in observers.GroupBy(o => o.Stage).OrderByDescending(g => g.Key).ToArray())
        {
            foreach (var (_, observer) in stage)
            {
                try
                {
                    await observer.OnStop(cancellationToken);
                }
                catch (Exception failure)
                {
                    (failures ??= []).Add(failure);
                }
            }
        }

        if (failures is not null) throw failures.Count == 1 ? failures[0] : new AggregateException(failures);
    }

    private static async Task StartAll(List<(int Stage, ILifecycleObserver Observer)> observers, CancellationToken cancellationToken)
    {
        foreach (var stage in observers.GroupBy(o => o.Stage).OrderBy(g => g.Key).ToArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.WhenAll(stage.Select(o => o.Observer.OnStart(cancellationToken)));
        }
    }

    private sealed class Subscription(GrainLifecycle lifecycle, (int, ILifecycleObserver) entry) : IDisposable
    {
        public void Dispose() => lifecycle._observers?.Remove(entry);
    }
}
