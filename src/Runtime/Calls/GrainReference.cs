using System.Runtime.CompilerServices;
using Orleans.CodeGeneration;

namespace Orleans.Runtime;

/// <summary>A reference to a grain: its key, with all that references of one type and interface share. Generated classes derive from it and implement the interface.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>, ISpanFormattable
{
    protected GrainReference(GrainReferenceShared shared, IdSpan key)
    {
        Shared = shared;
        Key = key;
    }

    public GrainId GrainId => GrainId.Create(Shared.GrainType, Key);

    public GrainInterfaceType InterfaceType => Shared.InterfaceType;

    public ushort InterfaceVersion => Shared.InterfaceVersion;

    public virtual string InterfaceName => Shared.InterfaceType.ToString() ?? "";

    internal GrainReferenceShared Shared { get; }

    internal IdSpan Key { get; }

    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) => reference1 is null ? reference2 is null : reference1.Equals(reference2);

    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    /// <summary>The same grain through another of its interfaces.</summary>
    public virtual TGrainInterface Cast<TGrainInterface>()
        where TGrainInterface : IAddressable => (TGrainInterface)(object)Shared.References.Get(GrainId, typeof(TGrainInterface));

    public uint GetUniformHashCode() => GrainId.GetUniformHashCode();

    /// <summary>References are equal when they name the same grain, through whichever interface.</summary>
    public bool Equals(GrainReference? other) => other is not null && Key.Equals(other.Key) && Shared.GrainType.Equals(other.Shared.GrainType);

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public sealed override string ToString() => $"GrainReference:{GrainId}:{InterfaceType}";

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite($"GrainReference:{GrainId}:{InterfaceType}", out charsWritten);

    /// <summary>Sends a call without a token.</summary>
    protected ValueTask Send(Request request) => Send(request, CancellationToken.None);

    /// <summary>Step 1 of a call: the generated reference has filled the request with the arguments and sends it.</summary>
    protected ValueTask Send(Request request, CancellationToken cancellationToken)
    {
        if (!Begin(request, cancellationToken)) return request.IsOneWay ? default : new ValueTask(OutgoingCall.Send(this, request, cancellationToken));
        var token = request.Token;
        Shared.Runtime.Dispatch(request);
        return new ValueTask(request, token);
    }

    /// <summary>Sends a call without a token.</summary>
    protected ValueTask<TResult> Send<TResult>(Request<TResult> request) => Send(request, CancellationToken.None);

    /// <summary>Sends a call.</summary>
    protected ValueTask<TResult> Send<TResult>(Request<TResult> request, CancellationToken cancellationToken)
    {
        if (!Begin(request, cancellationToken)) return request.IsOneWay ? default : new ValueTask<TResult>(OutgoingCall.Send<TResult>(this, request, cancellationToken));
        var token = request.Token;
        Shared.Runtime.Dispatch(request);
        return new ValueTask<TResult>(request, token);
    }

    /// <summary>Sends a call without a token.</summary>
    protected Task Send(TaskRequest request) => Send(request, CancellationToken.None);

    /// <summary>Sends a call.</summary>
    protected Task Send(TaskRequest request, CancellationToken cancellationToken)
    {
        if (!Begin(request, cancellationToken)) return request.IsOneWay ? Task.CompletedTask : OutgoingCall.Send(this, request, cancellationToken);
        var completion = request.Completion;
        Shared.Runtime.Dispatch(request);
        return completion;
    }

    /// <summary>Sends a call without a token.</summary>
    protected Task<TResult> Send<TResult>(TaskRequest<TResult> request) => Send(request, CancellationToken.None);

    /// <summary>Sends a call.</summary>
    protected Task<TResult> Send<TResult>(TaskRequest<TResult> request, CancellationToken cancellationToken)
    {
        if (!Begin(request, cancellationToken)) return request.IsOneWay ? Task.FromResult(default(TResult)!) : OutgoingCall.Send<TResult>(this, request, cancellationToken);
        var completion = request.Completion;
        Shared.Runtime.Dispatch(request);
        return completion;
    }

    /// <summary>Sends a notification; nobody waits for it.</summary>
    protected void Send(VoidRequest request)
    {
        request.AddInvokeMethodOptions(InvokeMethodOptions.OneWay);
        Begin(request, CancellationToken.None);
    }

    /// <summary>Enumerates the results of a call.</summary>
    protected IAsyncEnumerable<TItem> Send<TItem>(AsyncEnumerableRequest<TItem> request) => Send(request, CancellationToken.None);

    /// <summary>Enumerates the results of a call.</summary>
    protected IAsyncEnumerable<TItem> Send<TItem>(AsyncEnumerableRequest<TItem> request, CancellationToken cancellationToken)
    {
        request.Bind(this, cancellationToken);
        return request;
    }

    /// <summary>Sends a request whose kind is known to the caller only by what it awaits.</summary>
    internal void SendPlain(RequestBase request, CancellationToken cancellationToken)
    {
        request.Arm(this, Shared.Runtime);
        request.ObserveCancellation(cancellationToken);
        if (request.IsPending) Shared.Runtime.Dispatch(request);
    }

    /// <summary>Arms the request. False when it goes another way: through filters, or one-way, in which case it has been sent already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Begin(RequestBase request, CancellationToken cancellationToken)
    {
        var runtime = Shared.Runtime;
        if (request.IsOneWay)
        {
            if (runtime.HasOutgoingFilters) _ = OutgoingCall.Send(this, request, cancellationToken);
            else SendPlain(request, CancellationToken.None);
            return false;
        }

        if (runtime.HasOutgoingFilters || cancellationToken.IsCancellationRequested) return false;
        request.Arm(this, runtime);
        if (cancellationToken.CanBeCanceled) request.ObserveCancellation(cancellationToken);
        return true;
    }
}

/// <summary>What references of one grain type and interface share.</summary>
public class GrainReferenceShared
{
    internal GrainReferenceShared(GrainType grainType, GrainInterfaceType interfaceType, Type clrInterface, CallRuntime runtime, GrainReferences references)
    {
        GrainType = grainType;
        InterfaceType = interfaceType;
        ClrInterface = clrInterface;
        Runtime = runtime;
        References = references;
    }

    public GrainType GrainType { get; }

    public GrainInterfaceType InterfaceType { get; }

    public ushort InterfaceVersion { get; init; }

    internal Type ClrInterface { get; }

    internal CallRuntime Runtime { get; }

    internal GrainReferences References { get; }

    /// <summary>The grain class on the silo that calls; null when it hosts no such class, or in a client.</summary>
    internal GrainClass? LocalClass { get; set; }
}
