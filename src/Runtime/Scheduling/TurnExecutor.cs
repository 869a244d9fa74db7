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

    /// <summary>Called before an activation starts one more item: what waited for the end of the turn must not wait for all of them.</summary>
    public virtual void BeforeItem()
    {
    }
}
