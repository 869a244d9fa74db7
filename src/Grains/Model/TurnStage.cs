using System.Collections.Immutable;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Planning;

namespace OrleansAgents.Grains.Model;

/// <summary>Lets a model act within a turn, as rules do: every round of calls is a part of one plan, which grows.</summary>
internal sealed class TurnStage(
    Answer answer, TurnEvents events, string manifestsHash, Func<Plan, Plan, CancellationToken, Task<PlanRun?>> fanOut, Func<CancellationToken, Task<ImmutableArray<EarlierTurn>>> recall) : ITurnStage
{
    /// <summary>Who made the plan.</summary>
    private const string Planner = "model";

    private ImmutableArray<PlanStep> _steps = [];
    private ImmutableArray<StepRun> _runs = [];

    /// <summary>Whether an agent has given something.</summary>
    public bool HasResults => _runs.Any(static run => run.Status == StepStatus.Done);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SkillOutcome>?> CallAsync(ImmutableArray<PlanStep> steps, CancellationToken cancellationToken)
    {
        var run = await fanOut(new Plan(steps, Planner, manifestsHash), new Plan([.. _steps, .. steps], Planner, manifestsHash), cancellationToken);
        if (run is null)
        {
            return null;
        }

        (_steps, _runs) = (_steps.AddRange(steps), _runs.AddRange(run.Steps));
        return [.. steps.Select(step => new SkillOutcome(step, answer.ReplyTo(step.Id)))];
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<EarlierTurn>> RecallAsync(CancellationToken cancellationToken) => recall(cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SayAsync(string words)
    {
        answer.Continue(words);
        return events.SendAsync();
    }

    /// <summary>All that was called, as one run. A failed step is no failure of the turn if the same skill gave something later: the model had asked again, better.</summary>
    public PlanRun? ToRun()
    {
        if (_steps.IsEmpty)
        {
            return null;
        }

        var steps = _steps.Select((step, index) => step with
        {
            IsGoal = _runs[index].Status == StepStatus.Done || !_steps.Where((other, at) => at > index && other.Skill == step.Skill && _runs[at].Status == StepStatus.Done).Any(),
        });
        return new PlanRun(new Plan([.. steps], Planner, manifestsHash), _runs);
    }
}
