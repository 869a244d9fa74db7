using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call on its way through the silo's filters, and the grain's own, to the grain. Runs inside the callee's turn.</summary>
internal sealed class IncomingCall(Activation activation, RequestBase request, object target, IIncomingGrainCallFilter[] filters) : IIncomingGrainCallContext
{
    private int _stage;
    private Response? _response;
    private MethodInfo? _implementation;

    public IInvokable Request => request;

    public object Grain => target;

    public GrainId? SourceId => request.SourceId;

    public GrainId TargetId => activation.GrainId;

    public GrainInterfaceType InterfaceType => activation.Silo.References.InterfaceTypeOf(request.Descriptor.InterfaceType);

    public string InterfaceName => request.GetInterfaceName();

    public string MethodName => request.Descriptor.Name;

    public MethodInfo InterfaceMethod => request.GetMethod();

    public IGrainContext TargetContext => activation;

    public MethodInfo ImplementationMethod => _implementation ??= FindImplementation();

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

    public async Task Run()
    {
        await Invoke();
        if (_response?.Exception is { } failure) throw failure;
        request.SetBoxedResult(_response?.Result);
    }

    public async Task Invoke()
    {
        var stage = _stage++;
        try
        {
            if (stage < filters.Length) await filters[stage].Invoke(this);
            else if (stage == filters.Length && target is IIncomingGrainCallFilter own) await own.Invoke(this);
            else _response = Response.FromResult(await request.InvokeBoxed(target));
        }
        finally
        {
            _stage = stage;
        }
    }

    private MethodInfo FindImplementation()
    {
        var wanted = InterfaceMethod;
        var definition = wanted.IsGenericMethod ? wanted.GetGenericMethodDefinition() : wanted;
        var map = target.GetType().GetInterfaceMap(definition.DeclaringType!);
        var method = map.TargetMethods[Array.IndexOf(map.InterfaceMethods, definition)];
        return wanted.IsGenericMethod ? method.MakeGenericMethod(wanted.GetGenericArguments()) : method;
    }
}
