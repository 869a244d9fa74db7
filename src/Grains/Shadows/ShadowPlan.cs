using System.Text.Json;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;

namespace OrleansAgents.Grains.Shadows;

/// <summary>
/// The calls of agents in shadow within a plan, one after the other. A step of theirs is called, and so is a skill of theirs that could take the place of a step's own. Steps of other agents are not called again: what
/// they gave in the person's turn stands for them, and where there is nothing of the kind, what rests on them is left out. Decides alone; the caller acts.
/// </summary>
internal sealed class ShadowPlan
{
    private readonly Func<SkillRef, bool> _isInShadow;
    private readonly Dictionary<(SkillRef Skill, string Arguments), JsonElement> _given = [];
    private readonly Queue<ShadowCall> _calls = new();
    private PlanRun _run;

    /// <param name="plan">Made with the agents in shadow among the others.</param>
    /// <param name="isInShadow">Whether a skill is theirs.</param>
    /// <param name="turn">What was called in the turn, and what it gave; null if nothing was.</param>
    public ShadowPlan(Plan plan, Func<SkillRef, bool> isInShadow, PlanRun? turn)
    {
        _isInShadow = isInShadow;
        for (var index = 0; index < turn?.Steps.Length; index++)
        {
            if (turn.Steps[index] is { Status: StepStatus.Done, Output: { } output })
            {
                var step = turn.Plan.Steps[index];
                _given[(step.InsteadOf ?? step.Skill, PlanRunner.ArgumentsOf(turn, step))] = output;
            }
        }

        Substitutes = plan.Steps.ToDictionary(static step => step.Id, step => step.Fallbacks.Where(isInShadow).ToList());

        // A step has one attempt here; what could take its place is called beside it, not after it.
        var (run, actions) = PlanRunner.Begin(plan with { Steps = [.. plan.Steps.Select(static step => step with { Fallbacks = [] })] });
        _run = run;
        Follow(actions);
    }

    private Dictionary<string, List<SkillRef>> Substitutes { get; }

    /// <summary>The next call; null if there is none, now that the earlier ones have ended.</summary>
    public ShadowCall? Next() => _calls.TryDequeue(out var call) ? call : null;

    /// <summary>What a call gave. Only what came of a step's own skill leads on.</summary>
    public void Take(ShadowCall call, SkillReply reply)
    {
        if (call.Skill == call.Step.Skill)
        {
            Advance(call.Step, reply);
        }
    }

    private void Follow(IReadOnlyList<PlanAction> actions)
    {
        foreach (var call in actions.OfType<CallSkill>())
        {
            var isOwn = _isInShadow(call.Skill);
            if (isOwn)
            {
                _calls.Enqueue(new ShadowCall(call.Step, call.Skill, call.ArgumentsJson));
            }

            foreach (var substitute in Substitutes[call.Step.Id])
            {
                _calls.Enqueue(new ShadowCall(call.Step, substitute, call.ArgumentsJson));
            }

            if (!isOwn)
            {
                Advance(call.Step, _given.TryGetValue((call.Skill, call.ArgumentsJson), out var output)
                    ? new SkillReply { OutputJson = output.GetRawText() }
                    : SkillReply.Failed(SkillFailure.NotFound, SkillTexts.Unknown));
            }
        }
    }

    /// <summary>Each step is advanced once, so this ends with the plan.</summary>
    private void Advance(PlanStep step, SkillReply reply)
    {
        var (run, actions) = PlanRunner.On(_run, step.Id, attempt: 0, reply);
        _run = run;
        Follow(actions);
    }
}

/// <summary>A call of an agent in shadow.</summary>
/// <param name="Step">The step that it is made for.</param>
/// <param name="Skill">The step's skill, or one that could take its place.</param>
/// <param name="ArgumentsJson">The step's arguments.</param>
internal sealed record ShadowCall(PlanStep Step, SkillRef Skill, string ArgumentsJson);
