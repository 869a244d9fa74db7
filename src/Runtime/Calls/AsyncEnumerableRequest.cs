using Orleans.Serialization.Buffers;

namespace Orleans.Runtime;

/// <summary>A call of a method that returns <see cref="IAsyncEnumerable{T}"/>. The caller enumerates it; each step is a call of the grain's enumeration extension.</summary>
/// <remarks>
/// The callee produces only what the caller asks for, so a slow consumer slows its producer down and nothing queues between them. Items that are ready without waiting travel together, at most <see cref="MaxBatchSize"/> a message.
/// Each enumeration is a run of the method of its own, on the activation where it began; if that ends, the enumeration ends with <see cref="EnumerationAbortedException"/>.
/// </remarks>
public abstract class AsyncEnumerableRequest<T> : RequestBase, IAsyncEnumerable<T>, IAsyncEnumerableRequest<T>, IEnumerationSource
{
    private const int BatchSizeDefault = 100;
    private GrainReference? _reference;
    private CancellationToken _callerToken;
    private object? _target;

    public int MaxBatchSize { get; set; } = BatchSizeDefault;

    /// <summary>Calls the method on <paramref name="target"/>.</summary>
    protected abstract IAsyncEnumerable<T> InvokeInner(object target);

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var reference = _reference ?? throw new InvalidOperationException("The request is not bound to a grain; enumerate what the grain reference returned.");
        return new RemoteEnumerator<T>(reference, this, _callerToken, cancellationToken);
    }

    public IAsyncEnumerable<T> InvokeImplementation() => InvokeInner(_target ?? throw new InvalidOperationException("The request has no target."));

    internal void Bind(GrainReference reference, CancellationToken cancellationToken)
    {
        KeepOutOfPool();
        _reference = reference;
        _callerToken = cancellationToken;
    }

    IEnumeration IEnumerationSource.Start(object target, CancellationToken cancellationToken)
    {
        _target = target;
        CancellationToken = cancellationToken;
        return new Enumeration<T>(InvokeInner(target), MaxBatchSize, cancellationToken);
    }

    private protected sealed override bool Begin(object target) => throw new InvalidOperationException($"{Descriptor.Name} is enumerated through the grain's enumeration extension, not called.");

    private protected sealed override void Collect()
    {
    }

    internal sealed override ValueTask<object?> InvokeBoxed(object target) => new((object?)InvokeInner(target));

    internal sealed override void SetBoxedResult(object? result)
    {
    }

    internal sealed override ValueTask<object?> SendBoxed(GrainReference reference, CancellationToken cancellationToken) => new((object?)this);

    internal sealed override void WriteResult(Writer writer) => writer.WriteNull(0);

    internal sealed override void ReadResult(Reader reader, Field field) => reader.Skip(field);
}

/// <summary>A request that starts an enumeration on its target.</summary>
internal interface IEnumerationSource
{
    int MaxBatchSize { get; set; }

    IEnumeration Start(object target, CancellationToken cancellationToken);
}
