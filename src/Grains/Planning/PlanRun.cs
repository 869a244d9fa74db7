using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Planning;

/// <summary>How far the execution of a plan is. Immutable; <see cref="PlanRunner"/> makes the next one.</summary>
/// <param name="Plan">What is executed.</param>
/// <param name="Steps">In the order of the plan.</param>
public sealed record PlanRun(Plan Plan, ImmutableArray<StepRun> Steps)
{
    /// <summary>True when no step runs or will run.</summary>
    public bool HasEnded => Steps.All(static step => step.Status is StepStatus.Done or StepStatus.Failed or StepStatus.Skipped);
}

/// <summary>How far a step is.</summary>
/// <param name="Status">What it does.</param>
/// <param name="Attempt">Which of its skills is tried: 0 for the first, then its fallbacks.</param>
/// <param name="Output">What it gave; null until it is done.</param>
public sealed record StepRun(StepStatus Status, int Attempt = 0, JsonElement? Output = null);

/// <summary>What a step does.</summary>
public enum StepStatus
{
    /// <summary>It waits for the steps that it depends on.</summary>
    Waiting,

    /// <summary>An agent works on it.</summary>
    Running,

    /// <summary>It has its output.</summary>
    Done,

    /// <summary>Neither its skill nor a fallback gave an output.</summary>
    Failed,

    /// <summary>A step that it depends on has failed.</summary>
    Skipped,
}

/// <summary>What is to be done next.</summary>
public abstract record PlanAction(PlanStep Step);

/// <summary>Call a skill.</summary>
public sealed record CallSkill(PlanStep Step, int Attempt, SkillRef Skill, string ArgumentsJson) : PlanAction(Step);

/// <summary>Say that a step cannot be done because another has failed.</summary>
public sealed record ReportSkipped(PlanStep Step, PlanStep Because) : PlanAction(Step);

/// <summary>
/// Step 5: executes plans: given how far a plan is and what has happened, says how far it is then and what to do next. Pure, so that a turn which keeps it in memory and a task which
/// stores it after every step run the same.
/// </summary>
public static class PlanRunner
{
    /// <summary>Begins a plan: the steps that depend on nothing are called at once.</summary>
    public static PlanMove Begin(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return CallReady(new PlanRun(plan, [.. plan.Steps.Select(static _ => new StepRun(StepStatus.Waiting))]), []);
    }

    /// <summary>A call has ended.</summary>
    /// <param name="run">How far the plan is.</param>
    /// <param name="step">The step's id.</param>
    /// <param name="attempt">The attempt that the call was made for; what comes from another than the current one is late, and changes nothing.</param>
    /// <param name="reply">What the agent said.</param>
    public static PlanMove On(PlanRun run, string step, int attempt, SkillReply reply)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(reply);
        var index = IndexOf(run.Plan, step);
        var planned = run.Plan.Steps[index];
        var current = run.Steps[index];
        if (current.Status != StepStatus.Running || current.Attempt != attempt)
        {
            return new PlanMove(run, []);
        }

        if (reply.Failure is null)
        {
            using var output = JsonDocument.Parse(reply.OutputJson ?? "{}");
            return CallReady(Set(run, index, current with { Status = StepStatus.Done, Output = output.RootElement.Clone() }), []);
        }

        if (CanFallBack(planned, attempt, reply.Failure.Value))
        {
            var next = current with { Attempt = attempt + 1 };
            return new PlanMove(Set(run, index, next), [new CallSkill(planned, next.Attempt, planned.Fallbacks[attempt], ArgumentsOf(run, planned))]);
        }

        List<PlanAction> actions = [];
        run = Skip(Set(run, index, current with { Status = StepStatus.Failed }), planned, actions);
        return CallReady(run, actions);
    }

    /// <summary>True if another skill is tried after a failure: only reads may be repeated elsewhere, and not when the person or the arguments are the reason.</summary>
    public static bool CanFallBack(PlanStep step, int attempt, SkillFailure failure)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Effect == SkillEffect.Read && attempt < step.Fallbacks.Length && failure is not (SkillFailure.Cancelled or SkillFailure.InvalidArguments);
    }

    /// <summary>The steps whose outputs a step takes.</summary>
    public static IEnumerable<string> DependenciesOf(PlanStep step) => NeededBy(step).Concat(AwaitedBy(step)).Distinct();

    /// <summary>The steps without whose outputs a step cannot be called.</summary>
    public static IEnumerable<string> NeededBy(PlanStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Arguments.SelectMany(static argument => argument.Value switch
        {
            StepOutput output => [output.Step],
            OutputSum sum => sum.Parts.Select(static part => part.Step),
            _ => Enumerable.Empty<string>(),
        }).Distinct();
    }

    /// <summary>The steps that must have ended before a step is called, however they end.</summary>
    private static IEnumerable<string> AwaitedBy(PlanStep step)
        => step.Arguments.SelectMany(static argument => argument.Value is Remainder rest ? rest.Less.Select(static part => part.Step) : []);

    private static PlanMove CallReady(PlanRun run, List<PlanAction> actions)
    {
        for (var index = 0; index < run.Steps.Length; index++)
        {
            var step = run.Plan.Steps[index];
            if (run.Steps[index].Status == StepStatus.Waiting && NeededBy(step).All(id => StatusOf(id) == StepStatus.Done) && AwaitedBy(step).All(id => StatusOf(id) is StepStatus.Done or StepStatus.Failed or StepStatus.Skipped))
            {
                actions.Add(new CallSkill(step, 0, step.Skill, ArgumentsOf(run, step)));
                run = Set(run, index, run.Steps[index] with { Status = StepStatus.Running });
            }
        }

        return new PlanMove(run, actions);

        StepStatus StatusOf(string id) => run.Steps[IndexOf(run.Plan, id)].Status;
    }

    /// <summary>Steps stand behind those that they depend on, so one pass reaches all.</summary>
    private static PlanRun Skip(PlanRun run, PlanStep failed, List<PlanAction> actions)
    {
        HashSet<string> lost = [failed.Id];
        for (var index = 0; index < run.Steps.Length; index++)
        {
            var step = run.Plan.Steps[index];
            if (run.Steps[index].Status == StepStatus.Waiting && NeededBy(step).Any(lost.Contains))
            {
                lost.Add(step.Id);
                actions.Add(new ReportSkipped(step, failed));
                run = Set(run, index, run.Steps[index] with { Status = StepStatus.Skipped });
            }
        }

        return run;
    }

    /// <summary>What a step is called with, a JSON object. The steps that it depends on are done.</summary>
    internal static string ArgumentsOf(PlanRun run, PlanStep step)
    {
        JsonObject arguments = [];
        foreach (var argument in step.Arguments)
        {
            var value = argument.Value switch
            {
                LiteralValue literal => literal.Value,
                StepOutput output => run.Steps[IndexOf(run.Plan, output.Step)].Output!.Value.TryGetProperty(output.Property, out var property) ? property : default,
                OutputSum sum => Yuan(SumOf(run, sum.Parts)),
                Remainder rest => Yuan(decimal.Floor(Math.Max(0, rest.Amount - SumOf(run, rest.Less)) * rest.Share)),
                _ => throw new InvalidOperationException($"Argument '{argument.Name}' of step '{step.Id}' is a {argument.Value.GetType().Name}, which the plan runner does not know."),
            };

            // An output that leaves out an optional property leaves out the argument; the agent's schema decides whether that will do.
            if (value.ValueKind != JsonValueKind.Undefined)
            {
                arguments[argument.Name] = JsonNode.Parse(value.GetRawText());
            }
        }

        return arguments.ToJsonString();
    }

    private static decimal SumOf(PlanRun run, ImmutableArray<StepOutput> parts)
        => parts.Sum(part => run.Steps[IndexOf(run.Plan, part.Step)].Output is { } output && output.TryGetProperty(part.Property, out var amount) ? ConstraintCheck.AmountOf(amount) ?? 0 : 0);

    private static JsonElement Yuan(decimal amount) => JsonSerializer.SerializeToElement(new JsonObject { ["amount"] = amount, ["currency"] = "CNY" });

    private static PlanRun Set(PlanRun run, int index, StepRun step) => run with { Steps = run.Steps.SetItem(index, step) };

    private static int IndexOf(Plan plan, string step)
    {
        for (var index = 0; index < plan.Steps.Length; index++)
        {
            if (plan.Steps[index].Id == step)
            {
                return index;
            }
        }

        throw new ArgumentException($"The plan has no step '{step}'; its steps are {string.Join(", ", plan.Steps.Select(static s => s.Id))}.", nameof(step));
    }
}

/// <summary>How far a plan is after something has happened, and what to do next.</summary>
public sealed record PlanMove(PlanRun Run, IReadOnlyList<PlanAction> Actions);
