using System.ComponentModel;
using System.Reflection;
using Orleans.CodeGeneration;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

// What filters see of a request, and what the wire needs of it.
public abstract partial class RequestBase
{
    private Task? _filtered;
    private CancellationTokenSource? _served;
    private object? _explicitTarget;

    /// <summary>How the method may be scheduled, from its attributes.</summary>
    public InvokeMethodOptions Options
    {
        get => _options ?? Descriptor.Options;
        protected set => _options = value;
    }

    public virtual bool IsCancellable => Descriptor.HasCancellationToken;

    public void AddInvokeMethodOptions(InvokeMethodOptions options) => _options = Options | options;

    public virtual int GetArgumentCount() => 0;

    public virtual object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index), index, $"{Descriptor.Name} has {GetArgumentCount()} arguments.");

    public virtual void SetArgument(int index, object? value) => throw new ArgumentOutOfRangeException(nameof(index), index, $"{Descriptor.Name} has {GetArgumentCount()} arguments.");

    public virtual CancellationToken GetCancellationToken() => CancellationToken;

    public virtual TimeSpan? GetDefaultResponseTimeout() => Descriptor.ResponseTimeout;

    public string GetInterfaceName() => Descriptor.InterfaceType.Name;

    public Type GetInterfaceType() => Descriptor.InterfaceType;

    public MethodInfo GetMethod() => Descriptor.GetMethodInfo(MethodTypeArguments);

    public string GetMethodName() => Descriptor.Name;

    public string GetActivityName() => Descriptor.ActivityName;

    public object? GetTarget() => _explicitTarget ?? Callee?.GrainInstance;

    public void SetTarget(ITargetHolder holder)
    {
        ArgumentNullException.ThrowIfNull(holder);
        _explicitTarget = holder.GetTarget();
    }

    /// <summary>Invokes the method on the target and wraps its outcome.</summary>
    public async ValueTask<Response> Invoke()
    {
        var target = GetTarget() ?? throw new InvalidOperationException($"The request {Descriptor.Name} has no target; call SetTarget first.");
        try
        {
            return Response.FromResult(await InvokeBoxed(target));
        }
        catch (Exception failure)
        {
            return Response.FromException(failure);
        }
    }

    /// <summary>Cancels the token of a call that this process serves for a remote caller.</summary>
    public virtual bool TryCancel()
    {
        if (_served is not { } source) return false;
        source.Cancel();
        return true;
    }

    /// <summary>Does nothing: the runtime recycles requests.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    public override string ToString() => Describe();

    /// <summary>Type arguments of a generic method; empty for others.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual Type[] MethodTypeArguments => GetType() is { IsGenericType: true } type && Descriptor.GenericArity > 0 ? type.GetGenericArguments()[^Descriptor.GenericArity..] : [];

    /// <summary>Writes the arguments as fields 0, 1, ... of the current object.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual void WriteArguments(Writer writer)
    {
    }

    /// <summary>Reads the arguments from the fields of the current object.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual void ReadArguments(Reader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        while (reader.TryReadField(out var field)) reader.Skip(field);
    }

    /// <summary>Replaces mutable arguments by copies, so that caller and callee share nothing.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual void CopyArguments(CopyContext context)
    {
    }

    /// <summary>Invokes the method and yields its boxed result.</summary>
    internal abstract ValueTask<object?> InvokeBoxed(object target);

    /// <summary>Sets the result that a filter decided on.</summary>
    internal abstract void SetBoxedResult(object? result);

    /// <summary>Sends the request and awaits its outcome, boxed; only for requests that go through filters.</summary>
    internal abstract ValueTask<object?> SendBoxed(GrainReference reference, CancellationToken cancellationToken);

    /// <summary>Writes the result as field 0 of the current object.</summary>
    internal abstract void WriteResult(Writer writer);

    /// <summary>Reads the result from a field.</summary>
    internal abstract void ReadResult(Reader reader, Field field);

    /// <summary>Gives a served call a token of its own, which a cancel frame trips.</summary>
    /// <returns>The source of that token. Whoever trips it from another thread keeps it instead of the request, which may serve another call by then.</returns>
    internal CancellationTokenSource ServeCancellation()
    {
        _served = new CancellationTokenSource();
        CancellationToken = _served.Token;
        return _served;
    }

    private bool BeginTask(Task filtered)
    {
        _filtered = filtered;
        if (!filtered.IsCompleted)
        {
            filtered.GetAwaiter().UnsafeOnCompleted(Ended);
            return false;
        }

        _filtered = null;
        filtered.GetAwaiter().GetResult();
        return true;
    }
}
