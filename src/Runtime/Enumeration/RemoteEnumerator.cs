namespace Orleans.Runtime;

/// <summary>The caller's side of an enumeration.</summary>
internal sealed class RemoteEnumerator<T>(GrainReference reference, AsyncEnumerableRequest<T> request, CancellationToken callerToken, CancellationToken enumeratorToken) : IAsyncEnumerator<T>
{
    private readonly IEnumerationExtension _extension = (IEnumerationExtension)(object)reference.Shared.References.Get(reference.GrainId, typeof(IEnumerationExtension));
    private readonly Guid _id = reference.Shared.Runtime.Services.Ids.NewGuid();
    private List<T>? _items;
    private int _next;
    private bool _started;
    private bool _ended;

    public T Current => _items is { } items && _next > 0 ? items[_next - 1] : throw new InvalidOperationException("Call MoveNextAsync first.");

    public async ValueTask<bool> MoveNextAsync()
    {
        if (_items is not null && _next < _items.Count)
        {
            _next++;
            return true;
        }

        while (!_ended)
        {
            callerToken.ThrowIfCancellationRequested();
            enumeratorToken.ThrowIfCancellationRequested();
            EnumerationStep step;
            try
            {
                step = await Cancellable(_started ? _extension.MoveNext(_id) : _extension.Start(_id, new EnumerationCall(request)));
                _started = true;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                _ended = true;
                throw;
            }

            if (step.Kind == EnumerationStepKind.Unknown)
            {
                _ended = true;
                throw new EnumerationAbortedException($"The enumeration of {request.Descriptor.Name} on grain {reference.GrainId} was lost: the activation that ran it has ended, or nobody read for five minutes. Start it again.");
            }

            _ended = step.Kind == EnumerationStepKind.Completed;
            if (step.Items is not List<T> { Count: > 0 } items) continue;
            _items = items;
            _next = 1;
            return true;
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_started || _ended) return;
        _ended = true;
        try
        {
            await _extension.Stop(_id);
        }
        catch (Exception failure) when (failure is SiloUnavailableException or TimeoutException)
        {
            // The run is gone with its silo, or will be given up for being idle.
        }
    }

    private async ValueTask<EnumerationStep> Cancellable(ValueTask<EnumerationStep> step)
    {
        if (!callerToken.CanBeCanceled && !enumeratorToken.CanBeCanceled) return await step;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(callerToken, enumeratorToken);
        _started = true;
        return await step.AsTask().WaitAsync(either.Token);
    }
}

/// <summary>How callers of enumerating methods choose what travels together.</summary>
public static class AsyncEnumerableExtensions
{
    /// <summary>Limits the items that one message brings. Has an effect only on what a grain reference returned.</summary>
    public static IAsyncEnumerable<T> WithBatchSize<T>(this IAsyncEnumerable<T> self, int maxBatchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatchSize, 1);
        if (self is IAsyncEnumerableRequest<T> request) request.MaxBatchSize = maxBatchSize;
        return self;
    }
}
