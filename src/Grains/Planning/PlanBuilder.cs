using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Planning;

/// <summary>
/// The plan while it grows. Problem: a skill's input may come from what is told, from a step that is there already, or from a skill that must be called first, whose inputs raise the
/// same question. Scheme: each input is filled by the first of these that can; among several skills that could be called first, each is tried on the plan as it is and taken back,
/// and the one with the fewest new steps, then the least time, is added. A skill that is being planned is not planned again below itself, so there are no cycles; depth, steps and
/// attempts are bounded. What people can say themselves (a place, a number of people) is asked for rather than made of the same words by a skill that searches.
/// </summary>
internal sealed class PlanBuilder(Understood understood, ManifestModel model)
{
    /// <summary>Steps of a plan: several goals with a chain each; more would keep a person waiting and the agents busy.</summary>
    public const int StepsMax = 24;

    /// <summary>Skills in a chain below a goal.</summary>
    private const int DepthMax = 4;

    /// <summary>Attempts to plan a skill. Only manifests made to be hard to plan with need more.</summary>
    private const int AttemptsMax = 2_000;

    private static readonly TimeSpan DeadlineMin = TimeSpan.FromSeconds(2), DeadlineMax = TimeSpan.FromSeconds(20);

    private readonly FactChoice _facts = new(understood, model);
    private readonly List<PlanStep> _steps = [];
    private readonly Stack<SkillRef> _chain = [];
    private int _attempts;
    private GoalHints _hints = GoalHints.None;

    /// <summary>The steps, each after those that it depends on.</summary>
    public ImmutableArray<PlanStep> ToSteps() => [.. _steps];

    /// <summary>Whether a goal tells something that one skill takes and another does not.</summary>
    public bool IsToldFor(SkillShape skill, SkillShape other, int goal) => _facts.IsToldFor(skill, other, goal);

    /// <summary>Adds a skill that is asked for, and what it needs. The plan stays as it is if that cannot be.</summary>
    public Outcome AddGoal(SkillShape skill, int goal, GoalHints? hints = null)
    {
        var before = _steps.Count;
        _hints = hints ?? GoalHints.None;
        var outcome = Add(skill, goal, mayTakeText: true);
        _hints = GoalHints.None;
        if (outcome is not Built built)
        {
            _steps.RemoveRange(before, _steps.Count - before);
            return outcome;
        }

        for (var index = 0; index < _steps.Count; index++)
        {
            // A step that leads people here anyway (the ingredients before their price) is worth showing, too.
            var leadsHere = index >= before && _steps[index].Skill.Agent == skill.Skill.Agent && model.Shapes[_steps[index].Skill].Manifest.Suggests.Contains(skill.Skill.Skill);
            if (_steps[index].Id == built.Step || leadsHere)
            {
                _steps[index] = _steps[index] with { IsGoal = true };
            }
        }

        return outcome;
    }

    /// <summary>Adds what a skill needs that others make, and not the skill.</summary>
    public void AddFeeds(SkillShape skill, int goal)
    {
        var told = _facts.Choose(skill, goal);
        _chain.Push(skill.Skill);
        foreach (var input in skill.Inputs.Where(input => input.IsNeeded && !told.ContainsKey(input.Name) && !CanBeSaid(input) && OutputFor(input) is null))
        {
            var before = _steps.Count;
            if (AddProducer(input, goal) is (Built { Step: var step }, _))
            {
                var index = _steps.FindIndex(candidate => candidate.Id == step);
                _steps[index] = _steps[index] with { IsGoal = true };
            }
            else
            {
                _steps.RemoveRange(before, _steps.Count - before);
            }
        }

        _chain.Pop();
    }

    /// <summary>Adds a skill. When it fails, steps may be left behind for the caller to take back.</summary>
    private Outcome Add(SkillShape skill, int goal, bool mayTakeText)
    {
        if (++_attempts > AttemptsMax)
        {
            return new Refused(UnmetReason.TooLarge, skill.Skill);
        }

        _chain.Push(skill.Skill);
        try
        {
            var told = _facts.Choose(skill, goal);
            List<PlanArgument> arguments = [];
            foreach (var input in skill.Inputs)
            {
                var (value, failure) = ValueFor(input, told, goal, mayTakeText);
                if (failure is not null)
                {
                    return failure;
                }

                if (value is not null)
                {
                    arguments.Add(new PlanArgument(input.Name, value));
                }
            }

            return Append(skill, arguments, goal);
        }
        finally
        {
            _chain.Pop();
        }
    }

    private (PlanValue? Value, Outcome? Failure) ValueFor(SkillProperty input, Dictionary<string, ImmutableArray<Fact>> told, int goal, bool mayTakeText)
    {
        if (_hints.IsOfTotal && input is { Semantic: Semantics.Money, IsNeeded: true, IsList: false } && CostsOf(goal) is { IsEmpty: false } costs)
        {
            return (new OutputSum(costs), null);
        }

        if (told.TryGetValue(input.Name, out var facts))
        {
            return (BudgetLeft(input, facts, goal) is { } rest ? rest : Literal(input, facts), null);
        }

        // An optional text is for when nothing more precise is known.
        if (input.Semantic == Semantics.Text && mayTakeText && (input.IsNeeded || told.Count == 0 || _hints.Text is not null))
        {
            return (new LiteralValue(JsonSerializer.SerializeToElement(JsonValue.Create(_hints.Text ?? understood.Goals[goal].Text))), null);
        }

        if (OutputFor(input) is { } output)
        {
            return (output, null);
        }

        if (!input.IsNeeded)
        {
            return (null, null);
        }

        if (_facts.LastResort(input, told.Values.SelectMany(static facts => facts)) is { } other)
        {
            return (Literal(input, [other]), null);
        }

        var (made, property) = AddProducer(input, goal);
        return made switch
        {
            Built built => (new StepOutput(built.Step, property!), null),
            // What people can say is asked for; of what they cannot, the thing that the first maker of it lacks.
            null => (null, new Lacking(_chain.Peek(), input)),
            Lacking when CanBeSaid(input) => (null, new Lacking(_chain.Peek(), input)),
            _ => (null, made),
        };
    }

    /// <summary>What the goal's steps cost so far.</summary>
    private ImmutableArray<StepOutput> CostsOf(int goal)
        => [.. _steps.Where(step => step.Goal == goal)
            .Select(step => (step.Id, Cost: model.Shapes[step.Skill].Outputs.FirstOrDefault(static output => output.Semantic == ConstraintCheck.Cost)))
            .Where(static entry => entry.Cost is not null)
            .Select(static entry => new StepOutput(entry.Id, entry.Cost!.Name))];

    /// <summary>An output of a step that is there, the latest first. An input that can do without takes only what has its very role.</summary>
    private StepOutput? OutputFor(SkillProperty input)
    {
        for (var index = _steps.Count - 1; index >= 0; index--)
        {
            if (model.Shapes[_steps[index].Skill].Outputs.FirstOrDefault(output => input.Accepts(output) && (input.IsNeeded || input.Role == output.Role)) is { } found && input.Semantic != Semantics.Text)
            {
                return new StepOutput(_steps[index].Id, found.Name);
            }
        }

        return null;
    }

    /// <summary>Adds the cheapest skill that makes a value; null if there is none, the first skill's failure if none can be called.</summary>
    private (Outcome? Outcome, string? Property) AddProducer(SkillProperty input, int goal)
    {
        if (_chain.Count > DepthMax || input.Semantic is null or Semantics.Text)
        {
            return (null, null);
        }

        var mayTakeText = !CanBeSaid(input);
        (int Steps, int Latency, SkillShape Skill, string Property)? best = null;
        Outcome? failure = null;
        foreach (var candidate in Producers(input))
        {
            var before = _steps.Count;
            var outcome = Add(candidate.Skill, goal, mayTakeText);
            var cost = (Steps: _steps.Count - before, Latency: _steps.Skip(before).Sum(step => model.Shapes[step.Skill].Manifest.LatencyMilliseconds));
            _steps.RemoveRange(before, _steps.Count - before);
            if (outcome is not Built)
            {
                failure ??= outcome;
            }
            else if (best is not { } least || cost.CompareTo((least.Steps, least.Latency)) < 0)
            {
                best = (cost.Steps, cost.Latency, candidate.Skill, candidate.Property);
            }
        }

        return best is { } cheapest ? (Add(cheapest.Skill, goal, mayTakeText), cheapest.Property) : (failure, null);
    }

    /// <summary>Skills that read and give what is wanted, without taking the same: those change a value and have no first one.</summary>
    private IEnumerable<(SkillShape Skill, string Property)> Producers(SkillProperty input)
        => from skill in model.ReadsInOrder
           where !_chain.Contains(skill.Skill) && !skill.Inputs.Any(taken => taken.Semantic == input.Semantic)
           let output = skill.Outputs.FirstOrDefault(input.Accepts)
           where output is not null
           select (skill, output.Name);

    private bool CanBeSaid(SkillProperty input) => input.Semantic is not { } semantic || MentionKinds.IsBuiltIn(semantic) || model.Vocabulary.Knows(semantic);

    private Outcome Append(SkillShape skill, List<PlanArgument> arguments, int goal)
    {
        if (_steps.Find(step => step.Skill == skill.Skill && AreSame(step.Arguments, arguments)) is { } same)
        {
            return new Built(same.Id);
        }

        if (_steps.Count == StepsMax)
        {
            return new Refused(UnmetReason.TooLarge, skill.Skill);
        }

        var wait = TimeSpan.FromMilliseconds(4L * skill.Manifest.LatencyMilliseconds);
        var step = new PlanStep
        {
            Id = $"s{_steps.Count + 1}",
            Skill = skill.Skill,
            Fallbacks = Fallbacks.Of(skill, arguments, model),
            Arguments = [.. arguments],
            Effect = skill.Manifest.Effect,
            Deadline = wait < DeadlineMin ? DeadlineMin : wait > DeadlineMax ? DeadlineMax : wait,
            IsGoal = false,
            Goal = goal,
        };
        _steps.Add(step);
        return new Built(step.Id);
    }

    /// <summary>
    /// What the goal's steps so far leave of the budget, or a part of it: what they cost is known only when they have ended. Steps of other goals count if they were given the same budget. Null if the input is no
    /// budget, or all of it can be spent.
    /// </summary>
    private Remainder? BudgetLeft(SkillProperty input, ImmutableArray<Fact> facts, int goal)
    {
        if (input is not { Semantic: Semantics.Money, Role: MentionKinds.Budget, IsList: false } || ConstraintCheck.AmountOf(facts[0].Value) is not { } amount)
        {
            return null;
        }

        var costs = CostsOf(goal);
        costs = costs.IsEmpty ? CostsOf(_steps.FirstOrDefault(step => step.Goal != goal && step.Arguments.Any(argument => IsOf(argument.Value, facts[0])))?.Goal ?? goal) : costs;
        return costs.IsEmpty && _hints.BudgetShare is null ? null : new Remainder(amount, costs, _hints.BudgetShare ?? 1);
    }

    private static bool IsOf(PlanValue value, Fact budget)
        => value switch
        {
            LiteralValue literal => JsonElement.DeepEquals(literal.Value, budget.Value),
            Remainder rest => rest.Amount == ConstraintCheck.AmountOf(budget.Value),
            _ => false,
        };

    private static LiteralValue Literal(SkillProperty input, ImmutableArray<Fact> facts)
        => new(input.IsList ? JsonSerializer.SerializeToElement(facts.Select(static fact => fact.Value).ToArray()) : facts[0].Value);

    private static bool AreSame(ImmutableArray<PlanArgument> left, List<PlanArgument> right)
        => left.Length == right.Count && left.Zip(right).All(static pair => pair.First.Name == pair.Second.Name && (pair.First.Value, pair.Second.Value) switch
        {
            (LiteralValue one, LiteralValue other) => JsonElement.DeepEquals(one.Value, other.Value),
            (OutputSum one, OutputSum other) => one.Parts.SequenceEqual(other.Parts),
            (Remainder one, Remainder other) => one.Amount == other.Amount && one.Share == other.Share && one.Less.SequenceEqual(other.Less),
            var (one, other) => one == other,
        });
}
