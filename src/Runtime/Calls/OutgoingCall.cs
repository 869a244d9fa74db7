using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call on its way through the caller's filters. The slow way, taken only where filters are registered.</summary>
/// <remarks>Filters may keep the request and send it more than once, so it is never pooled again.</remarks>
internal sealed class OutgoingCall : IOutgoingGrainCallContext
{
    private readonly GrainReference _reference;
    private readonly RequestBase _request;
    private readonly CancellationToken _cancellationToken;
    private readonly IOutgoingGrainCallFilter[] _filters;
    private int _stage;
    private Response? _response;

    private OutgoingCall(GrainReference reference, RequestBase request, CancellationToken cancellationToken)
    {
        _reference = reference;
        _request = request;
        _cancellationToken = cancellationToken;
        _filters = reference.Shared.Runtime.OutgoingFilters;
        SourceContext = Activation.Current;
        request.KeepOutOfPool();
    }

    public IInvokable Request => _request;

    public object Grain => _reference;

    public GrainId? SourceId => (SourceContext as Activation)?.GrainId;

    public GrainId TargetId => _reference.GrainId;

    public GrainInterfaceType InterfaceType => _reference.InterfaceType;

    public string InterfaceName => _request.GetInterfaceName();

    public string MethodName => _request.Descriptor.Name;

    public MethodInfo InterfaceMethod => _request.GetMethod();

    public IGrainContext? SourceContext { get; }

    public object? Result
    {
        get => _response?.Result;
        set => _response = Response.FromResult(value);
    }

    public Response? Response
    {
        get => _response;
        set => _response = value;
    }

    public static async Task<TResult> Send<TResult>(GrainReference reference, RequestBase request, CancellationToken cancellationToken)
    {
        var call = new OutgoingCall(reference, request, cancellationToken);
        await call.Run();
        return call._response is { } response ? (TResult)response.Result! : default!;
    }

    public static async Task Send(GrainReference reference, RequestBase request, CancellationToken cancellationToken)
    {
        var call = new OutgoingCall(reference, request, cancellationToken);
        await call.Run();
        if (call._response?.Exception is { } failure) throw failure;
    }

    public async Task Invoke()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_stage < _filters.Length)
        {
            var filter = _filters[_stage++];
            try
            {
                await filter.Invoke(this);
            }
            finally
            {
                _stage--;
            }

            return;
        }

        if (_request.IsOneWay)
        {
            _reference.SendPlain(_request, CancellationToken.None);
            return;
        }

        _response = Response.FromResult(await _request.SendBoxed(_reference, _cancellationToken));
    }

    private Task Run()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        return Invoke();
    }
}
