namespace Orleans.Runtime;

public static class LifecycleParticipantExtensions
{
    /// <summary>Lets a participant of any lifecycle take part in a certain kind.</summary>
    public static ILifecycleParticipant<TLifecycle> ParticipateIn<TLifecycle>(this ILifecycleParticipant<ILifecycleObservable> participant)
        where TLifecycle : ILifecycleObservable => new Bridge<TLifecycle>(participant);

    private sealed class Bridge<TLifecycle>(ILifecycleParticipant<ILifecycleObservable> participant) : ILifecycleParticipant<TLifecycle>
        where TLifecycle : ILifecycleObservable
    {
        public void Participate(TLifecycle lifecycle) => participant.Participate(lifecycle);
    }
}
