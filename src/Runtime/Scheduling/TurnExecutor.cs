namespace Orleans.Runtime;

/// <summary>Gives threads to activations and to callers that wait outside of any grain. The simulator replaces it with one thread and a seeded order.</summary>
internal abstract class TurnExecutor
{
    /// <summary>Runs <see cref="Activation.RunTurns"/> soon; called once each time an activation stops being idle.</summary>
    public abstract void Schedule(Activation activation);

    /// <summary>Runs an activation again after others have had their share.</summary>
    public abstract void Yield(Activation activation);

    /// <summary>Runs <see cref="RequestBase.Resume"/>: a caller outside of any grain got its answer.</summary>
    public abstract void Schedule(RequestBase answered);

    /// <summary>Runs work of the runtime itself, outside of any grain.</summary>
    public abstract void Schedule(IThreadPoolWorkItem work);

    /// <summary>What this thread schedules from here on was brought by one read from a connection, and may be run together.</summary>
    public virtual void BeginGathering()
    {
    }

    /// <summary>Runs what has been gathered.</summary>
    public virtual void EndGathering()
    {
    }

    /// <summary>Writes what a connection has to send soon: when this thread has run what it runs now, or sooner.</summary>
    public virtual void ScheduleFlush(IThreadPoolWorkItem connection) => Schedule(connection);

    /// <summary>Whether turns run on threads, so that another thread can watch them. Not in the simulator, where nothing runs beside anything.</summary>
    public virtual bool UsesThreads => true;

    /// <summary>Called before an activation starts one more item: what waited for the end of the turn must not wait for all of them.</summary>
    public virtual void BeforeItem()
    {
    }
}
