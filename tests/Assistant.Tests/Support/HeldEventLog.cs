using OrleansAgents.Storage;

namespace OrleansAgents.Assistant.Tests.Support;

/// <summary>An event log whose first append with an event of one kind waits until the test lets it go on.</summary>
internal sealed class HeldEventLog(IEventLog inner, string kind) : IEventLog
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when an append waits.</summary>
    public Task Entered => _entered.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public void Open() => _open.TrySetResult();

    public async Task<IReadOnlyList<StoredEvent>> AppendAsync(EventAppend append, CancellationToken cancellationToken = default)
    {
        if (append.Events.Any(e => e.Kind == kind) && _entered.TrySetResult())
        {
            await _open.Task;
        }

        return await inner.AppendAsync(append, cancellationToken);
    }

    public Task<EventStream?> ReadStreamAsync(string stream, CancellationToken cancellationToken = default) => inner.ReadStreamAsync(stream, cancellationToken);

    public Task<IReadOnlyList<StoredEvent>> ReadAsync(string stream, long after, int eventsMax, CancellationToken cancellationToken = default) => inner.ReadAsync(stream, after, eventsMax, cancellationToken);

    public Task<StoredEvent?> FindAsync(string stream, string key, CancellationToken cancellationToken = default) => inner.FindAsync(stream, key, cancellationToken);

    public Task<EventStreamPage> ListAsync(string owner, EventStreamQuery query, CancellationToken cancellationToken = default) => inner.ListAsync(owner, query, cancellationToken);

    public Task<bool> RenameAsync(string stream, string title, CancellationToken cancellationToken = default) => inner.RenameAsync(stream, title, cancellationToken);

    public Task<bool> DeleteAsync(string stream, CancellationToken cancellationToken = default) => inner.DeleteAsync(stream, cancellationToken);
}
