using System.Collections.Immutable;
using System.Text.Json;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Shadows;

namespace OrleansAgents.Assistant.Tests.Shadows;

/// <summary>Which calls agents in shadow get of a plan.</summary>
public sealed class ShadowPlanTests
{
    [Fact]
    public void Step_OfAnAgentInUse_IsNotCalledAndWhatCouldReplaceItIs()
    {
        ShadowPlan plan = new(Plan(Step("s1", "shop.find", ["shade.find", "other.find", "shade.seek"])), InShadow, turn: null);

        Assert.Equal(["shade.find {\"text\":1}", "shade.seek {\"text\":1}"], Calls(plan));
    }

    [Fact]
    public void Step_ThatTakesWhatAnAgentInUseGives_IsCalledWithWhatItGaveInTheTurn()
    {
        var given = Step("t7", "shop.find");
        var turn = Run(given, """{"items":["egg"]}""");

        ShadowPlan plan = new(Plan(Step("s1", "shop.find"), Taking("s2", "shade.price", "s1")), InShadow, turn);

        Assert.Equal(["shade.price {\"of\":[\"egg\"]}"], Calls(plan));
    }

    [Fact]
    public void Step_WhoseAgentWasReplacedInTheTurn_IsKnownByWhatWasMeant()
    {
        var turn = Run(Step("t1", "other.find") with { InsteadOf = Skill("shop.find") }, """{"items":["egg"]}""");

        Assert.Single(Calls(new ShadowPlan(Plan(Step("s1", "shop.find"), Taking("s2", "shade.price", "s1")), InShadow, turn)));
    }

    [Fact]
    public void Step_ThatTakesWhatNobodyGave_IsLeftOut()
        => Assert.Empty(Calls(new ShadowPlan(Plan(Step("s1", "shop.find"), Taking("s2", "shade.price", "s1")), InShadow, turn: null)));

    [Fact]
    public void Step_AfterOneInShadow_IsCalledOnlyIfThatGaveSomething()
    {
        var steps = Plan(Step("s1", "shade.find"), Taking("s2", "shade.price", "s1"));

        Assert.Equal(["shade.find {\"text\":1}", "shade.price {\"of\":[\"tea\"]}"], Calls(new ShadowPlan(steps, InShadow, null), """{"items":["tea"]}"""));
        Assert.Equal(["shade.find {\"text\":1}"], Calls(new ShadowPlan(steps, InShadow, null), output: null));
    }

    private static bool InShadow(SkillRef skill) => skill.Agent == "shade";

    private static SkillRef Skill(string name) => new(name.Split('.')[0], name.Split('.')[1]);

    private static Plan Plan(params PlanStep[] steps) => new([.. steps], "test", "h");

    private static PlanStep Step(string id, string skill, string[]? fallbacks = null) => new()
    {
        Id = id,
        Skill = Skill(skill),
        Fallbacks = [.. (fallbacks ?? []).Select(Skill)],
        Arguments = [new PlanArgument("text", new LiteralValue(JsonSerializer.SerializeToElement(1)))],
        Effect = SkillEffect.Read,
        Deadline = TimeSpan.FromSeconds(1),
        IsGoal = true,
    };

    private static PlanStep Taking(string id, string skill, string from) => Step(id, skill) with { Arguments = [new PlanArgument("of", new StepOutput(from, "items"))] };

    private static PlanRun Run(PlanStep step, string output) => PlanRunner.On(PlanRunner.Begin(Plan(step)).Run, step.Id, 0, new SkillReply { OutputJson = output }).Run;

    /// <summary>All calls in their order, each answered.</summary>
    private static List<string> Calls(ShadowPlan plan, string? output = "{}")
    {
        List<string> calls = [];
        while (plan.Next() is { } next)
        {
            calls.Add($"{next.Skill} {next.ArgumentsJson}");
            plan.Take(next, output is null ? SkillReply.Failed(SkillFailure.Faulted, new LocalizedText("x", "x")) : new SkillReply { OutputJson = output });
        }

        return calls;
    }
}
