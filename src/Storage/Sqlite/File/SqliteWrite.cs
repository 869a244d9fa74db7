namespace OrleansAgents.Storage;

/// <summary>One write, made by a grain's turn and applied by the writer's thread together with others.</summary>
internal abstract class SqliteWrite
{
    /// <summary>The continuation is the grain's and must not run on the writer's thread.</summary>
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the transaction is durable, or when this write has failed.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Why this write fails although its transaction succeeds.</summary>
    public Exception? Refusal { get; protected set; }

    /// <summary>
    /// True if a failure could leave a part of the write behind. The writer then takes that part back, by a savepoint; a write of one
    /// changing statement needs none, since a statement that fails changes nothing.
    /// </summary>
    public virtual bool HasSeveralStatements => false;

    /// <summary>
    /// Executes at most one changing statement, unless <see cref="HasSeveralStatements"/>. Throwing or setting <see cref="Refusal"/>
    /// fails this write alone.
    /// </summary>
    public abstract void Apply(SqliteTransactionScope transaction);

    public void Succeed() => _completion.TrySetResult();

    public void Fail(Exception failure) => _completion.TrySetException(failure);
}

/// <summary>One read.</summary>
internal abstract class SqliteRead
{
    public abstract void Execute(SqliteSession session);

    public abstract void Fail(Exception failure);
}

/// <summary>One read with its result.</summary>
internal sealed class SqliteRead<T>(Func<SqliteSession, T> execute) : SqliteRead
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Completion => _completion.Task;

    public override void Execute(SqliteSession session) => _completion.TrySetResult(execute(session));

    public override void Fail(Exception failure) => _completion.TrySetException(failure);
}
