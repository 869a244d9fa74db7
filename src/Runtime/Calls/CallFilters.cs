using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>A call on its way through the filters.</summary>
public interface IGrainCallContext
{
    IInvokable Request { get; }

    /// <summary>The grain object, or on the caller's side the reference.</summary>
    object Grain { get; }

    /// <summary>The caller, if a grain.</summary>
    GrainId? SourceId { get; }

    GrainId TargetId { get; }

    GrainInterfaceType InterfaceType { get; }

    string InterfaceName { get; }

    string MethodName { get; }

    MethodInfo InterfaceMethod { get; }

    /// <summary>The result once the call has run; a filter may replace it.</summary>
    object? Result { get; set; }

    /// <summary>The response once the call has run; a filter may replace it.</summary>
    Response? Response { get; set; }

    /// <summary>Runs the rest: the next filter or the call itself.</summary>
    Task Invoke();
}

/// <summary>A call at its target.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    IGrainContext TargetContext { get; }

    MethodInfo ImplementationMethod { get; }
}

/// <summary>A call at its caller.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>The caller's activation; null in a client.</summary>
    IGrainContext? SourceContext { get; }
}

/// <summary>Sees every call that a silo's grains receive. A grain class that implements it sees its own.</summary>
public interface IIncomingGrainCallFilter
{
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>Sees every call that is sent.</summary>
public interface IOutgoingGrainCallFilter
{
    Task Invoke(IOutgoingGrainCallContext context);
}

public delegate Task GrainCallFilterDelegate(IGrainCallContext context);

public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);

public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);
