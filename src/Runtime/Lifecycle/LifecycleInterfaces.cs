namespace Orleans;

/// <summary>A sequence of numbered stages: observers start from the lowest stage to the highest and stop the other way round.</summary>
public interface ILifecycleObservable
{
    /// <returns>Dispose to unsubscribe.</returns>
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}

/// <summary>Something that takes part in one stage.</summary>
public interface ILifecycleObserver
{
    Task OnStart(CancellationToken cancellationToken = default);

    Task OnStop(CancellationToken cancellationToken = default);
}

/// <summary>A component that subscribes to a lifecycle when it is handed one.</summary>
public interface ILifecycleParticipant<TLifecycleObservable>
    where TLifecycleObservable : ILifecycleObservable
{
    void Participate(TLifecycleObservable lifecycle);
}

/// <summary>A lifecycle as its owner sees it: starting it starts the stages.</summary>
public interface ILifecycleSubject : ILifecycleObservable, ILifecycleObserver
{
}
