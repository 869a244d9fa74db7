using System.Diagnostics;
using Orleans.Diagnostics;

namespace Orleans.Runtime;

/// <summary>The spans of calls: one at the caller, one at the callee, and the link between them in the request context.</summary>
/// <remarks>
/// The caller's filter starts a client span and puts its identity, in the W3C form of <c>traceparent</c> and <c>tracestate</c>, into the context that travels with the call. The callee's filter starts a server span under
/// it, which is the current one while the grain's method runs, so that the grain's own calls continue the trace, on whatever silo. Where nobody listens to the sources the filters are idle.
/// </remarks>
internal static class CallTracing
{
    private const string Version = "1.1.0";

    private static readonly ActivitySource Application = new(ActivitySources.ApplicationGrainActivitySourceName, Version);
    private static readonly ActivitySource Runtime = new(ActivitySources.RuntimeActivitySourceName, Version);

    public static bool IsObserved => Application.HasListeners() || Runtime.HasListeners();

    public static Activity? Start(IGrainCallContext call, ActivityKind kind, ActivityContext parent)
    {
        var activity = SourceOf(call).StartActivity(call.Request.GetActivityName(), kind, parent);
        if (activity is null) return null;
        activity.SetTag("rpc.system", "orleans");
        activity.SetTag("rpc.service", call.InterfaceName);
        activity.SetTag("rpc.method", $"{call.InterfaceName}/{call.MethodName}");
        if (!activity.IsAllDataRequested) return activity;
        activity.SetTag("rpc.orleans.target_id", call.TargetId.ToString());
        if (call.SourceId is { } source) activity.SetTag("rpc.orleans.source_id", source.ToString());
        return activity;
    }

    /// <summary>Runs the rest of the call within a span and notes how it ended.</summary>
    public static async Task Run(IGrainCallContext call, Activity? activity)
    {
        if (activity is null)
        {
            await call.Invoke();
            return;
        }

        using (activity)
        {
            try
            {
                await call.Invoke();
            }
            catch (Exception failure)
            {
                activity.SetStatus(ActivityStatusCode.Error, failure.Message);
                activity.AddException(failure);
                throw;
            }
        }
    }

    /// <summary>An application's own interfaces, and the enumeration of what their methods yield; what the runtime does for itself has a source of its own.</summary>
    private static ActivitySource SourceOf(IGrainCallContext call)
    {
        var type = call.Request.GetInterfaceType();
        return type != typeof(IEnumerationExtension) && type.Assembly == typeof(CallTracing).Assembly ? Runtime : Application;
    }
}

/// <summary>Sends the caller's trace along.</summary>
internal sealed class TracingOutgoingFilter(DistributedContextPropagator propagator) : IOutgoingGrainCallFilter, IIdleFilter
{
    public bool IsActive => CallTracing.IsObserved;

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var activity = CallTracing.Start(context, ActivityKind.Client, default);

        // A span that was not sampled still has a place in the trace, and the callee may be sampled otherwise.
        if ((activity ?? Activity.Current) is { } carried) propagator.Inject(carried, null, static (_, name, value) => RequestContext.Set(name, value));
        await CallTracing.Run(context, activity);
    }
}

/// <summary>Continues the caller's trace.</summary>
internal sealed class TracingIncomingFilter(DistributedContextPropagator propagator) : IIncomingGrainCallFilter, IIdleFilter
{
    public bool IsActive => CallTracing.IsObserved;

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        propagator.ExtractTraceIdAndState(null, Read, out var traceParent, out var traceState);
        ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        var activity = CallTracing.Start(context, ActivityKind.Server, parent);
        if (activity is not null)
        {
            foreach (var (name, value) in propagator.ExtractBaggage(null, Read) ?? []) activity.SetBaggage(name, value);
        }

        await CallTracing.Run(context, activity);
    }

    private static void Read(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        values = null;
        value = RequestContext.Get(name) as string;
    }
}
