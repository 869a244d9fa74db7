namespace Orleans.Runtime.Membership;

/// <summary>Looks for a newer view once for all who ask while a look is under way.</summary>
/// <remarks>
/// When a silo dies, every call that was about to go there asks for the view. One look answers all of them, as long as it began after they asked: what is under way may have read the old view already, so those who come
/// meanwhile share the next look and not that one.
/// </remarks>
/// <param name="look">Looks and adopts; must not fail.</param>
internal sealed class SharedRefresh(Func<Task> look)
{
    private readonly Lock _gate = new();
    private bool _isLooking;
    private TaskCompletionSource? _next;

    /// <summary>Completes when a look has ended that began after this was called.</summary>
    public Task Run()
    {
        lock (_gate)
        {
            if (_isLooking) return (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            _isLooking = true;
        }

        return Look(null);
    }

    private async Task Look(TaskCompletionSource? waiting)
    {
        await look();
        waiting?.SetResult();
        TaskCompletionSource? next;
        lock (_gate)
        {
            (next, _next) = (_next, null);
            _isLooking = next is not null;
        }

        if (next is not null) _ = Look(next);
    }
}
