using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;

#pragma warning disable CA2012 // Each invocation's awaiter is consumed exactly once: at once if it has completed, else when the turn ends.

namespace Orleans.Runtime;

/// <summary>A call of a method that returns <see cref="ValueTask"/>.</summary>
public abstract class Request : RequestBase, IValueTaskSource
{
    private ValueTaskAwaiter _invocation;

    /// <summary>Calls the method on <paramref name="target"/>.</summary>
    protected abstract ValueTask InvokeInner(object target);

    private protected sealed override bool Begin(object target)
    {
        var awaiter = InvokeInner(target).GetAwaiter();
        if (awaiter.IsCompleted)
        {
            awaiter.GetResult();
            return true;
        }

        _invocation = awaiter;
        awaiter.UnsafeOnCompleted(Ended);
        return false;
    }

    private protected sealed override void Collect()
    {
        var invocation = _invocation;
        _invocation = default;
        invocation.GetResult();
    }

    internal sealed override async ValueTask<object?> InvokeBoxed(object target)
    {
        await InvokeInner(target);
        return null;
    }

    internal sealed override void SetBoxedResult(object? result)
    {
    }

    internal sealed override async ValueTask<object?> SendBoxed(GrainReference reference, CancellationToken cancellationToken)
    {
        reference.SendPlain(this, cancellationToken);
        await new ValueTask(this, Token);
        return null;
    }

    internal sealed override void WriteResult(Writer writer) => writer.WriteNull(0);

    internal sealed override void ReadResult(Reader reader, Field field) => reader.Skip(field);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => GetStatusCore(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => OnCompletedCore(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token)
    {
        FetchCore(token);
        Recycle();
    }
}

/// <summary>A call of a method that returns <see cref="ValueTask{TResult}"/>.</summary>
public abstract class Request<TResult> : RequestBase, IValueTaskSource<TResult>
{
    private ValueTaskAwaiter<TResult> _invocation;
    private TResult? _result;

    /// <summary>Calls the method on <paramref name="target"/>.</summary>
    protected abstract ValueTask<TResult> InvokeInner(object target);

    private protected sealed override bool Begin(object target)
    {
        var awaiter = InvokeInner(target).GetAwaiter();
        if (awaiter.IsCompleted)
        {
            _result = Results.Isolate(this, awaiter.GetResult());
            return true;
        }

        _invocation = awaiter;
        awaiter.UnsafeOnCompleted(Ended);
        return false;
    }

    private protected sealed override void Collect()
    {
        var invocation = _invocation;
        _invocation = default;
        _result = Results.Isolate(this, invocation.GetResult());
    }

    internal sealed override async ValueTask<object?> InvokeBoxed(object target) => await InvokeInner(target);

    internal sealed override void SetBoxedResult(object? result) => _result = Results.Isolate(this, (TResult)result!);

    internal sealed override async ValueTask<object?> SendBoxed(GrainReference reference, CancellationToken cancellationToken)
    {
        reference.SendPlain(this, cancellationToken);
        return await new ValueTask<TResult>(this, Token);
    }

    internal sealed override void WriteResult(Writer writer) => Results.Write(writer, _result);

    internal sealed override void ReadResult(Reader reader, Field field) => _result = Results.Read<TResult>(reader, field);

    private protected sealed override void ClearResult() => _result = default;

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => GetStatusCore(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => OnCompletedCore(continuation, state, token, flags);

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        FetchCore(token);
        var result = _result!;
        Recycle();
        return result;
    }
}
