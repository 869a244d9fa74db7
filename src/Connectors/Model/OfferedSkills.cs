using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Connectors.Model;

/// <summary>The skills that a model may call in a turn: those that the router found, as far as they only read. Nothing else can be called by any name.</summary>
internal sealed class OfferedSkills
{
    /// <summary>Characters of a tool's name that every endpoint takes.</summary>
    private const int NameCharactersMax = 64;

    private readonly Dictionary<string, (SkillRef Skill, SkillManifest Manifest)> _byName = [];

    private OfferedSkills(IEnumerable<(SkillRef, SkillManifest)> skills)
    {
        foreach (var (skill, manifest) in skills)
        {
            var name = $"{skill.Agent}__{skill.Skill}";
            _byName[name.Length <= NameCharactersMax ? name : $"skill_{_byName.Count + 1}"] = (skill, manifest);
        }

        Tools = [.. _byName.Select(static pair => AIFunctionFactory.CreateDeclaration(pair.Key, pair.Value.Manifest.Description.En, pair.Value.Manifest.Input))];
    }

    /// <summary>As the model sees them.</summary>
    public ImmutableArray<AITool> Tools { get; }

    /// <summary>Their names, for people and models.</summary>
    public string Names => _byName.Count == 0 ? "none" : string.Join(", ", _byName.Keys);

    /// <summary>The skills of a need, best first: each goal's best before any goal's second, then what was called earlier, for a message that only makes sense after it, then what the skills suggest as the next step, then what comes nearest to the words.</summary>
    public static OfferedSkills Of(Need need, ImmutableArray<SkillRef> earlier, ImmutableArray<ScoredSkill> nearest, int most)
    {
        var goals = need.Understood.Goals;
        var found = Enumerable.Range(0, goals.Select(static goal => goal.Skills.Length).DefaultIfEmpty(0).Max())
            .SelectMany(rank => goals.Where(goal => goal.Skills.Length > rank).Select(goal => goal.Skills[rank].Skill))
            .ToList();
        var suggested = found.SelectMany(skill => need.Manifests.TryGet(skill, out _, out var manifest) ? manifest.Suggests.Select(next => new SkillRef(skill.Agent, next)) : []);
        List<(SkillRef, SkillManifest)> offered = [];
        foreach (var skill in found.Concat(earlier).Concat(suggested).Concat(nearest.Select(static near => near.Skill)).Distinct())
        {
            if (offered.Count < most && need.Manifests.TryGet(skill, out _, out var manifest) && manifest.Effect == SkillEffect.Read)
            {
                offered.Add((skill, manifest));
            }
        }

        return new OfferedSkills(offered);
    }

    /// <summary>Makes a step of a call.</summary>
    /// <param name="call">What the model wants.</param>
    /// <param name="id">The step's id.</param>
    /// <param name="problem">Why there is no step, for the model.</param>
    /// <returns>Null if the call is refused.</returns>
    public PlanStep? ToStep(FunctionCallContent call, string id, out string problem)
    {
        problem = "";
        if (!_byName.TryGetValue(call.Name, out var entry))
        {
            problem = $"There is no tool of this name in this turn. The tools are: {Names}.";
            return null;
        }

        if (call.Exception is not null)
        {
            problem = "The arguments are not a JSON object.";
            return null;
        }

        var arguments = System.Text.Json.JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>());
        if (SchemaCheck.FindProblem(entry.Manifest.Input, arguments) is { } wrong)
        {
            problem = $"The arguments are not as the tool's schema says: {wrong}.";
            return null;
        }

        return new PlanStep
        {
            Id = id,
            Skill = entry.Skill,
            Arguments = [.. arguments.EnumerateObject().Select(static property => new PlanArgument(property.Name, new LiteralValue(property.Value.Clone())))],
            Effect = entry.Manifest.Effect,
            Deadline = DeadlineOf(entry.Manifest),
            IsGoal = true,
        };
    }

    /// <summary>Four times what the skill says it takes, between two and twenty seconds, as the rules allow it.</summary>
    private static TimeSpan DeadlineOf(SkillManifest skill) => TimeSpan.FromMilliseconds(Math.Clamp(4L * skill.LatencyMilliseconds, 2_000, 20_000));
}
