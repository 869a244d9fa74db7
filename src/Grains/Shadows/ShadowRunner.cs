using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Registry;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Grains.Telemetry;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Grains.Shadows;

/// <summary>Tries agents in <see cref="AgentTier.Shadow"/> with what people really ask, so that an operator knows how one does before anybody depends on it.</summary>
/// <remarks>
/// <para>Problem. An agent that nobody uses has no score, and one that was tried with made-up calls has one that says little. But a person must neither wait for it, nor see it, nor get another answer because of it.</para>
/// <para>Scheme. When a turn's answer is stored, its message is read and planned once more, with the agents in shadow among the others. Of that plan only their steps are called, and those of which they could take the place;
/// what the others would give is taken from the turn. Results are dropped. What a call came to is counted where all calls are, so it shows in the agent's standing.</para>
/// <para>Bounds. So many turns at once, so many calls of each, one after the other; a turn beyond that is not tried, and waits for nothing. Only what reads is among the manifests that are planned with, and what
/// stands before an agent (limits, breaker, schemas, deadlines) stands before it here.</para>
/// </remarks>
internal sealed partial class ShadowRunner(
    IGrainFactory grains, IUnderstanding understanding, IPlanner planner, IManifestSource manifests, IOptions<ShadowOptions> options, TurnScheduler scheduler, TimeProvider time, ILogger<ShadowRunner> logger)
{
    /// <summary>The agent answers by the deadline; this is for the way.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private int _turns;

    /// <summary>Tries the agents in shadow for a turn that has ended, unless there are none or others are tried for. Returns at once and never throws.</summary>
    public void Offer(TurnRequest request, TurnResult turn)
    {
        if (manifests.Shadowed is not { } shadowed || turn.Outcome == TurnOutcomes.Cancelled)
        {
            return;
        }

        if (Interlocked.Increment(ref _turns) > options.Value.TurnsAtOnce)
        {
            Interlocked.Decrement(ref _turns);
            AssistantTelemetry.ShadowsLeftOut.Add(1);
            return;
        }

        // Nothing of the turn's context goes along: its trace has ended.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Factory.StartNew(() => RunAsync(request, turn, shadowed), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler.Scheduler);
        }
    }

    private async Task RunAsync(TurnRequest request, TurnResult turn, ManifestSet shadowed)
    {
        try
        {
            var need = request.ToNeed(understanding, shadowed, turn.At);
            if ((await planner.PlanAsync(need, CancellationToken.None)).Plan is { } plan)
            {
                ShadowPlan steps = new(plan, skill => IsInShadow(skill, shadowed), turn.Run);
                await CallAsync(steps, request, need.Understood.Language);
            }
        }
        catch (Exception failure)
        {
            // Nobody waits for it, and the turn has its answer.
            LogFailed(failure, request.TurnId);
        }
        finally
        {
            Interlocked.Decrement(ref _turns);
        }
    }

    /// <summary>The set holds nothing of these agents but what reads; that is checked where it counts all the same.</summary>
    private bool IsInShadow(SkillRef skill, ManifestSet shadowed)
        => manifests.TierOf(skill.Agent) == AgentTier.Shadow && shadowed.TryGet(skill, out _, out var manifest) && manifest.Effect == SkillEffect.Read;

    private async Task CallAsync(ShadowPlan plan, TurnRequest request, string language)
    {
        var user = SessionKey.Parse(request.Session).User;
        for (var calls = 0; calls < options.Value.CallsPerTurn && plan.Next() is { } next; calls++)
        {
            var reply = await grains.GetGrain<IAgentLinkGrain>($"{user}/{next.Skill.Agent}").Invoke(new SkillCall
            {
                Skill = next.Skill,
                ArgumentsJson = next.ArgumentsJson,
                User = user,
                Language = language,
                TimeZone = request.TimeZone,
                Deadline = next.Step.Deadline,
                Purpose = $"{request.TurnId}/shadow/{next.Step.Id}",
            }).WaitAsync(next.Step.Deadline + Margin, time);
            AssistantTelemetry.RecordShadow(next.Skill, reply.Failure);
            plan.Take(next, reply);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Agents in shadow could not be tried for turn {TurnId}.")]
    private partial void LogFailed(Exception failure, string turnId);
}
