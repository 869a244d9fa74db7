namespace Orleans.Runtime
{
    /// <summary>A silo's lifecycle.</summary>
    public interface ISiloLifecycle : ILifecycleObservable
    {
        /// <summary>The highest stage that has started completely.</summary>
        int HighestCompletedStage { get; }

        /// <summary>The lowest stage that has stopped.</summary>
        int LowestStoppedStage { get; }
    }

    /// <summary>A silo's lifecycle as its host sees it.</summary>
    public interface ISiloLifecycleSubject : ISiloLifecycle, ILifecycleObserver
    {
    }

    /// <summary>Work that a silo does once it is active; the silo's start fails if it does.</summary>
    public interface IStartupTask
    {
        Task Execute(CancellationToken cancellationToken);
    }

    /// <summary>An activation's lifecycle.</summary>
    public interface IGrainLifecycle : ILifecycleObservable
    {
        void AddMigrationParticipant(IGrainMigrationParticipant participant);

        void RemoveMigrationParticipant(IGrainMigrationParticipant participant);
    }
}

namespace Orleans
{
    /// <summary>A client's lifecycle.</summary>
    public interface IClusterClientLifecycle : ILifecycleObservable
    {
    }
}
