namespace Orleans.Runtime;

/// <summary>One run of an enumerating method, whatever its item type.</summary>
internal interface IEnumeration : IAsyncDisposable
{
    /// <summary>The next items: those that are ready, or the first that comes within <paramref name="wait"/>.</summary>
    ValueTask<EnumerationStep> Next(TimeSpan wait, TimeProvider time);
}

internal sealed class Enumeration<T>(IAsyncEnumerable<T> source, int batchSize, CancellationToken cancellationToken) : IEnumeration
{
    private readonly IAsyncEnumerator<T> _enumerator = source.GetAsyncEnumerator(cancellationToken);
    private Task<bool>? _moving;

    public async ValueTask<EnumerationStep> Next(TimeSpan wait, TimeProvider time)
    {
        List<T>? items = null;
        while (true)
        {
            _moving ??= _enumerator.MoveNextAsync().AsTask();
            if (!_moving.IsCompleted)
            {
                if (items is not null) return new EnumerationStep(EnumerationStepKind.More, items);
                using var waiting = new CancellationTokenSource();
                if (await Task.WhenAny(_moving, Task.Delay(wait, time, waiting.Token)) != _moving) return new EnumerationStep(EnumerationStepKind.Waiting, null);
                await waiting.CancelAsync();
            }

            bool moved;
            try
            {
                moved = await _moving;
            }
            catch when (items is not null)
            {
                // What came before the failure is delivered; the failure stays in the task and comes with the next step.
                return new EnumerationStep(EnumerationStepKind.More, items);
            }

            _moving = null;
            if (!moved) return new EnumerationStep(EnumerationStepKind.Completed, items);
            (items ??= []).Add(_enumerator.Current);
            if (items.Count >= batchSize) return new EnumerationStep(EnumerationStepKind.More, items);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // An enumerator must not be disposed while it moves; its token has been cancelled, so it will stop at its next await.
        if (_moving is { IsCompleted: false } moving)
        {
            _ = moving.ContinueWith(_ => _enumerator.DisposeAsync().AsTask(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Current);
            return;
        }

        await _enumerator.DisposeAsync();
    }
}
