using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace Orleans.Runtime;

/// <summary>A call of a method that returns <see cref="Task"/>.</summary>
/// <remarks>The caller holds a task and never the request, so the completer recycles the request. Continuations run asynchronously: the caller's code must not run inside the callee's turn.</remarks>
public abstract class TaskRequest : RequestBase
{
    private Task? _invocation;
    private TaskCompletionSource? _completion;

    /// <summary>Calls the method on <paramref name="target"/>.</summary>
    protected abstract Task InvokeInner(object target);

    internal Task Completion => (_completion ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private protected sealed override bool Begin(object target)
    {
        var invocation = InvokeInner(target) ?? throw CallFailures.NullTask(this);
        if (invocation.IsCompleted)
        {
            invocation.GetAwaiter().GetResult();
            return true;
        }

        _invocation = invocation;
        invocation.GetAwaiter().UnsafeOnCompleted(Ended);
        return false;
    }

    private protected sealed override void Collect()
    {
        var invocation = _invocation!;
        _invocation = null;
        invocation.GetAwaiter().GetResult();
    }

    private protected sealed override void Publish()
    {
        var completion = _completion!;
        var failure = Failure;
        if (!IsOrphaned)
        {
            _completion = null;
            Recycle();
        }

        if (failure is null) completion.TrySetResult();
        else if (failure is OperationCanceledException cancelled) completion.TrySetCanceled(cancelled.CancellationToken);
        else completion.TrySetException(failure);
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
        var completion = Completion;
        reference.SendPlain(this, cancellationToken);
        await completion;
        return null;
    }

    internal sealed override void WriteResult(Writer writer) => writer.WriteNull(0);

    internal sealed override void ReadResult(Reader reader, Field field) => reader.Skip(field);
}

/// <summary>A call of a method that returns <see cref="Task{TResult}"/>.</summary>
public abstract class TaskRequest<TResult> : RequestBase
{
    private Task<TResult>? _invocation;
    private TaskCompletionSource<TResult>? _completion;
    private TResult? _result;

    /// <summary>Calls the method on <paramref name="target"/>.</summary>
    protected abstract Task<TResult> InvokeInner(object target);

    internal Task<TResult> Completion => (_completion ??= new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private protected sealed override bool Begin(object target)
    {
        var invocation = InvokeInner(target) ?? throw CallFailures.NullTask(this);
        if (invocation.IsCompleted)
        {
            _result = Results.Isolate(this, invocation.GetAwaiter().GetResult());
            return true;
        }

        _invocation = invocation;
        invocation.GetAwaiter().UnsafeOnCompleted(Ended);
        return false;
    }

    private protected sealed override void Collect()
    {
        var invocation = _invocation!;
        _invocation = null;
        _result = Results.Isolate(this, invocation.GetAwaiter().GetResult());
    }

    private protected sealed override void Publish()
    {
        var completion = _completion!;
        var (failure, result) = (Failure, _result);
        if (!IsOrphaned)
        {
            _completion = null;
            Recycle();
        }

        if (failure is null) completion.TrySetResult(result!);
        else if (failure is OperationCanceledException cancelled) completion.TrySetCanceled(cancelled.CancellationToken);
        else completion.TrySetException(failure);
    }

    internal sealed override async ValueTask<object?> InvokeBoxed(object target) => await InvokeInner(target);

    internal sealed override void SetBoxedResult(object? result) => _result = Results.Isolate(this, (TResult)result!);

    internal sealed override async ValueTask<object?> SendBoxed(GrainReference reference, CancellationToken cancellationToken)
    {
        var completion = Completion;
        reference.SendPlain(this, cancellationToken);
        return await completion;
    }

    internal sealed override void WriteResult(Writer writer) => Results.Write(writer, _result);

    internal sealed override void ReadResult(Reader reader, Field field) => _result = Results.Read<TResult>(reader, field);

    private protected sealed override void ClearResult() => _result = default;
}

/// <summary>A call of a method that returns nothing: an observer's notification. Nobody waits for it.</summary>
public abstract class VoidRequest : RequestBase
{
    /// <summary>Calls the method on <paramref name="target"/>.</summary>
    protected abstract void InvokeInner(object target);

    private protected sealed override bool Begin(object target)
    {
        InvokeInner(target);
        return true;
    }

    private protected sealed override void Collect()
    {
    }

    internal sealed override ValueTask<object?> InvokeBoxed(object target)
    {
        InvokeInner(target);
        return default;
    }

    internal sealed override void SetBoxedResult(object? result)
    {
    }

    internal sealed override ValueTask<object?> SendBoxed(GrainReference reference, CancellationToken cancellationToken)
    {
        reference.SendPlain(this, cancellationToken);
        return default;
    }

    internal sealed override void WriteResult(Writer writer) => writer.WriteNull(0);

    internal sealed override void ReadResult(Reader reader, Field field) => reader.Skip(field);
}
