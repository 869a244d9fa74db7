namespace OrleansAgents.Storage.Tests;

/// <summary>Holds the writer inside a transaction until it is opened.</summary>
internal sealed class Gate(SqliteWrite? inner = null) : SqliteWrite, IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Entered => _entered.Task;

    public void Open() => _open.Set();

    public override void Apply(SqliteTransactionScope transaction)
    {
        inner?.Apply(transaction);
        _entered.SetResult();
        _open.Wait();
    }

    public void Dispose() => _open.Dispose();
}
