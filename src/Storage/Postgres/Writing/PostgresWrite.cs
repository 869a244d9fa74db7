using Npgsql;

namespace OrleansAgents.Storage;

/// <summary>One write, made by a grain's turn and sent by the writer together with others.</summary>
internal abstract class PostgresWrite
{
    /// <summary>The continuation is the grain's and must not run on the writer.</summary>
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the transaction is durable, or when this write has failed.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Makes the commands for writes of this kind that share a transaction.</summary>
    public abstract PostgresWriteKind Kind { get; }

    /// <summary>Names what is written. One transaction has at most one write of it, since one command cannot change a row twice.</summary>
    public abstract object Subject { get; }

    /// <summary>True if the write may be made only while the silo's row in the membership table is active.</summary>
    public virtual bool IsFenced => false;

    /// <summary>Why this write fails although its transaction succeeds.</summary>
    public Exception? Refusal { get; set; }

    public void Succeed() => _completion.TrySetResult();

    public void Fail(Exception failure) => _completion.TrySetException(failure);
}

/// <summary>A kind of writes: what one command of a transaction does for any number of them.</summary>
internal abstract class PostgresWriteKind
{
    /// <summary>Adds the commands for these writes.</summary>
    public abstract void AddCommands(IReadOnlyList<PostgresWrite> writes, NpgsqlBatchCommandCollection commands);

    /// <summary>Reads the results of those commands, in their order. Leaves the reader at the last of them.</summary>
    /// <param name="writes">Those for which the commands were added.</param>
    /// <param name="results">Goes to the next result; the first one too.</param>
    public abstract ValueTask ReadResultsAsync(IReadOnlyList<PostgresWrite> writes, PostgresResults results);
}

/// <summary>The results of a batch, one after another.</summary>
internal sealed class PostgresResults(NpgsqlDataReader reader)
{
    private bool _isFirst = true;

    /// <summary>The next command's rows.</summary>
    public async ValueTask<NpgsqlDataReader> NextAsync()
    {
        if (!_isFirst) await reader.NextResultAsync();
        _isFirst = false;
        return reader;
    }

    /// <summary>Reads to the end, which is the commit: until it is there, nothing is stored.</summary>
    public async ValueTask EndAsync()
    {
        while (await reader.NextResultAsync())
        {
        }
    }
}

/// <summary>A kind whose writes have a command each, that gives one row or none.</summary>
internal abstract class PostgresSingleKind<T> : PostgresWriteKind
    where T : PostgresWrite
{
    public sealed override void AddCommands(IReadOnlyList<PostgresWrite> writes, NpgsqlBatchCommandCollection commands)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            commands.Add(Command((T)writes[i]));
        }
    }

    public sealed override async ValueTask ReadResultsAsync(IReadOnlyList<PostgresWrite> writes, PostgresResults results)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            var reader = await results.NextAsync();
            Read((T)writes[i], await reader.ReadAsync() ? reader : null);
        }
    }

    protected abstract NpgsqlBatchCommand Command(T write);

    /// <param name="write">The write.</param>
    /// <param name="row">At the row; null if there is none.</param>
    protected abstract void Read(T write, NpgsqlDataReader? row);
}
