using System.Collections.Immutable;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Grains.Planning;

/// <summary>
/// Plans by chaining backwards over what skills take and give: from each goal's skill to what is told, by way of other skills that read. It knows no skill and no agent.
/// What no skill makes and nobody told is asked for, one thing at a time; what changes something is not done, but the reads that lead to it are.
/// </summary>
internal sealed class RulePlanner(ManifestModels models) : IPlanner
{
    /// <summary>A skill that fits nearly as well as the best is taken if it can be called and the best cannot.</summary>
    private const double NearlyAsGood = 0.8;

    /// <summary>A suggested skill that fits this well is called too, whatever was told.</summary>
    private const double AlsoMeantFrom = 0.2;

    /// <inheritdoc/>
    public Task<PlanningResult> PlanAsync(Need need, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(need);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(PlanOf(need));
    }

    private PlanningResult PlanOf(Need need)
    {
        var model = models.Of(need.Manifests);
        PlanBuilder plan = new(need.Understood, model);
        var unmet = ImmutableArray.CreateBuilder<UnmetGoal>();
        List<(int Goal, Question Question)> questions = [];
        for (var index = 0; index < need.Understood.Goals.Length; index++)
        {
            var goal = need.Understood.Goals[index];
            if (!goal.Skills.IsEmpty && QuestionTexts.WhichOf(need.Understood.Facts.Where(fact => fact.Goal == index), goal.Text, model.Vocabulary) is { } which)
            {
                questions.Add((index, which));
                continue;
            }

            switch (Serve(plan, model, goal, index, need.Understood))
            {
                case Lacking lacking:
                    questions.Add((index, QuestionTexts.Ask(lacking, goal.Text, model.Vocabulary)));
                    break;
                case Refused refused:
                    unmet.Add(new UnmetGoal(goal.Text, refused.Reason, refused.Skill) { Told = [.. need.Understood.Facts.Where(fact => fact.Goal == index).Select(static fact => fact.Text).Distinct()] });
                    break;
            }
        }

        var steps = plan.ToSteps();
        var question = questions.FirstOrDefault(asked => !IsServedBeside(need.Understood, asked.Goal, steps)).Question;
        return new PlanningResult(steps.IsEmpty ? null : new Plan(steps, "rules", need.Manifests.Hash), question, unmet.ToImmutable())
        {
            // What a question asks for may change all of it.
            Overlooked = question is null ? ToldCheck.Overlooked(need.Understood, steps, model) : [],
            Assumed = question is null ? ToldCheck.Assumed(need.Understood, steps, model) : [],
        };
    }

    /// <summary>Whether a goal that would have to ask tells nothing of its own, and what it may mean as well is done for another goal: "the recipe, what do the ingredients cost, delivered by six".</summary>
    private static bool IsServedBeside(Understood understood, int goal, ImmutableArray<PlanStep> steps)
        => !understood.Facts.Any(fact => fact.Goal == goal) && understood.Goals[goal].Skills.Any(fit => steps.Any(step => step.IsGoal && step.Goal != goal && step.Skill == fit.Skill));

    private static Outcome Serve(PlanBuilder plan, ManifestModel model, Goal goal, int index, Understood understood)
    {
        if (goal.Skills is [var first, ..] && model.ScenarioOf(first.Skill) is { } scenario)
        {
            return ScenarioPlanner.Add(plan, model, scenario, understood, index);
        }

        var fitting = goal.Skills.Where(skill => model.Shapes.ContainsKey(skill.Skill)).ToList();
        if (fitting.Count == 0)
        {
            return new Refused(goal.IsTalk ? UnmetReason.Talk : UnmetReason.NothingFits, null);
        }

        var best = model.Shapes[fitting[0].Skill];
        if (!best.Manifest.IsFree)
        {
            plan.AddFeeds(best, index);
            return new Refused(UnmetReason.NeedsConfirmation, best.Skill);
        }

        Outcome? failure = null;
        foreach (var (skill, score) in fitting)
        {
            if (score < fitting[0].Score * NearlyAsGood || model.Shapes[skill] is not { Manifest.IsFree: true } shape)
            {
                continue;
            }

            var outcome = plan.AddGoal(shape, index);
            if (outcome is Built)
            {
                AddSuggested(plan, model, goal, index, shape);
                return outcome;
            }

            failure ??= outcome;
        }

        return failure!;
    }

    /// <summary>
    /// Calls the skills that people naturally want next, if something was told that only they take ("by seven" is nothing to a recipe, but to a delivery), or the words mean them too; and those of any agent that the words
    /// mean too and that live on what this one gives.
    /// A suggestion that lacks something is left out: nobody asked for it.
    /// </summary>
    private static void AddSuggested(PlanBuilder plan, ManifestModel model, Goal goal, int index, SkillShape skill)
    {
        foreach (var id in skill.Manifest.Suggests)
        {
            if (model.Shapes.TryGetValue(new SkillRef(skill.Skill.Agent, id), out var next) && next.Manifest.Effect == SkillEffect.Read
                && (plan.IsToldFor(next, skill, index) || goal.Skills.Any(fit => fit.Skill == next.Skill && fit.Score >= AlsoMeantFrom)))
            {
                plan.AddGoal(next, index);
            }
        }

        var meant = goal.Skills.Where(static fit => fit.Score >= AlsoMeantFrom).Select(static fit => fit.Skill).ToList();
        if (goal.Beside is { } beside && !meant.Contains(beside))
        {
            meant.Add(beside);
        }

        foreach (var id in meant)
        {
            if (id != skill.Skill && model.Shapes.TryGetValue(id, out var next) && next.Manifest.Effect == SkillEffect.Read && IsFedBy(next, skill))
            {
                plan.AddGoal(next, index);
            }
        }
    }

    /// <summary>Whether a skill needs what another gives and people do not usually say: what a class costs, before it is shared.</summary>
    private static bool IsFedBy(SkillShape next, SkillShape skill)
        => next.Inputs.Any(input => input is { IsNeeded: true, Semantic: not (null or Semantics.Text or Semantics.Place or Semantics.PartySize or Semantics.TimeWindow) } && skill.Outputs.Any(input.Accepts));
}
