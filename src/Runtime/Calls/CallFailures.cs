using System.Text;

namespace Orleans.Runtime;

/// <summary>The exceptions of the call path, with texts that say what failed, the values now, and what to change.</summary>
internal static class CallFailures
{
    public static TimeoutException TimedOut(RequestBase request)
    {
        var limit = request.Descriptor.ResponseTimeout ?? request.Runtime!.ResponseTimeout;
        var text = new StringBuilder($"The call {request.Describe()} did not answer within {limit:c}. ");
        var callee = request.Callee;
        if (callee is not null)
        {
            text.Append($"Its turn started and has not ended on {callee.Describe()}. ");
        }
        else if (request.Waiting is { } queue)
        {
            text.Append($"It waited for its turn on {queue.Describe()}. ");
            if (CallChain.FindCycle(request, queue) is { } cycle)
            {
                text.Append($"The call chain is a cycle, so it is most likely a deadlock: {string.Join(" -> ", cycle)}. Mark the method [AlwaysInterleave] or the grain [Reentrant], or wrap the call in RequestContext.AllowCallChainReentrancy(). ");
            }
        }

        text.Append("A longer limit is set by [ResponseTimeout] on the method or MessagingOptions.ResponseTimeout.");
        return new TimeoutException(text.ToString());
    }

    public static LimitExceededException QueueFull(Activation activation, int depth, int limit) =>
        new($"Grain {activation.GrainId} has {depth} calls waiting (limit {limit}, SiloMessagingOptions.MaxEnqueuedRequestsHardLimit). The call was refused and did not run: slow its callers down, spread them over more grains, mark the method [ReadOnly] or [AlwaysInterleave] where that is true, or raise the limit.");

    public static LimitExceededException TooManyRunning(Activation activation, int running, int limit) =>
        new($"Grain {activation.GrainId} has {running} calls running at the same time (limit {limit}, ten times SiloMessagingOptions.MaxEnqueuedRequestsHardLimit). The call was refused and did not run: end a recursion that goes through this grain, spread its callers over more grains, or raise the limit.");

    public static LimitExceededException TooDeep(RequestBase request, CallLink parent) =>
        new($"The call {request.Descriptor.InterfaceType.Name}.{request.Descriptor.Name} was refused and did not run: {parent.Depth} calls wait for one another above it (limit {CallChain.DepthMax}), the last of them {CallChain.Tail(parent)}. End the recursion, or hand the work on with a [OneWay] method or a timer so that no call waits for the next.");

    public static OrleansException NullTask(RequestBase request) =>
        new($"{request.Describe()} returned null instead of a task. Return Task.CompletedTask, or mark the method async.");

    public static SiloUnavailableException Stopping(RequestBase request, SiloAddress silo) =>
        new($"Silo {silo} is stopping and did not run {request.Describe()}; no other silo is known to own the grain yet. Call again.");
}
