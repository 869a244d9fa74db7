using System.Reflection;
using Orleans.Concurrency;

namespace OrleansAgents.TestKit;

/// <summary>Does to each outgoing call of a cluster what its plan says.</summary>
/// <param name="isDuplicate">True in the cluster of second activations.</param>
internal sealed class WeakCallFilter(WeakEngine engine, bool isDuplicate) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (CallDetour.IsOnTheWay || !engine.Concerns(context))
        {
            await context.Invoke();
            return;
        }

        var isObserver = typeof(IGrainObserver).IsAssignableFrom(context.InterfaceMethod.DeclaringType);
        var plan = engine.Plan(context, isObserver);
        if (plan.OvertakenBy > 0) await engine.Hold(plan);
        switch (plan.Fate)
        {
            case CallFate.NeverArrives:
                await Lose(context, "never arrived");
                break;
            case CallFate.ArrivesLate:
                engine.SendLate(() => Send(context, plan, isObserver));
                await Lose(context, "arrives late");
                break;
            case CallFate.AnswerIsLost:
                await Send(context, plan, isObserver).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                await Lose(context, "ran, and its answer was lost");
                break;
            default:
                await Send(context, plan, isObserver);
                break;
        }
    }

    private async Task Send(IOutgoingGrainCallContext context, CallPlan plan, bool isObserver)
    {
        var (toDuplicate, ends) = isObserver ? default : engine.Route(context.TargetId, plan);
        try
        {
            if (toDuplicate == isDuplicate) await context.Invoke();
            else context.Result = await CallDetour.Call(engine.Grains(toDuplicate), context);
        }
        finally
        {
            if (ends) engine.EndDuplicate(context.TargetId);
        }
    }

    private async Task Lose(IOutgoingGrainCallContext context, string what)
    {
        if (IsOneWay(context.InterfaceMethod))
        {
            // Microsoft's engine takes a filter that leaves no result for a broken one.
            context.Result = null;
            return;
        }

        await Task.Delay(engine.Options.LossTimeout, engine.Options.Time);
        throw new TimeoutException($"WeakEngine with seed {engine.Options.Seed}: the call {context.TargetId}.{context.InterfaceMethod.Name} {what}. To its caller it has timed out.");
    }

    private static bool IsOneWay(MethodInfo method) => method.ReturnType == typeof(void) || method.GetCustomAttribute<OneWayAttribute>() is not null;
}
