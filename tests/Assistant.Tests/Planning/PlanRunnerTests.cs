using System.Text.Json;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;

namespace OrleansAgents.Assistant.Tests.Planning;

public sealed class PlanRunnerTests
{
    [Fact]
    public void Begin_IndependentSteps_AreCalledAtOnce()
    {
        var move = PlanRunner.Begin(PlanOf(Step("a"), Step("b")));

        Assert.Equal(["a", "b"], move.Actions.OfType<CallSkill>().Select(call => call.Step.Id));
    }

    [Fact]
    public void On_StepDone_CallsThoseThatWaitedWithItsOutput()
    {
        var begun = PlanRunner.Begin(PlanOf(Step("a"), Step("b", new StepOutput("a", "items"))));

        var move = PlanRunner.On(begun.Run, "a", 0, Done("""{"items": ["tofu"], "other": 1}"""));

        var call = Assert.IsType<CallSkill>(Assert.Single(move.Actions));
        Assert.Equal("b", call.Step.Id);
        Assert.Equal("""{"input":["tofu"]}""", call.ArgumentsJson);
    }

    [Fact]
    public void On_StepNeedsTwo_WaitsForBoth()
    {
        var begun = PlanRunner.Begin(PlanOf(Step("a"), Step("b"), Step("c", new StepOutput("a", "x"), new StepOutput("b", "x"))));

        var first = PlanRunner.On(begun.Run, "b", 0, Done("""{"x": 1}"""));
        var second = PlanRunner.On(first.Run, "a", 0, Done("""{"x": 2}"""));

        Assert.Empty(first.Actions);
        Assert.Equal("c", Assert.Single(second.Actions).Step.Id);
    }

    [Fact]
    public void On_ReadFailed_TriesTheFallbacksInTheirOrderThenFails()
    {
        var step = Step("a") with { Fallbacks = [new SkillRef("second", "s"), new SkillRef("third", "s")] };
        var move = PlanRunner.Begin(PlanOf(step));

        move = PlanRunner.On(move.Run, "a", 0, Failed());
        Assert.Equal("second", Assert.IsType<CallSkill>(Assert.Single(move.Actions)).Skill.Agent);
        move = PlanRunner.On(move.Run, "a", 1, Failed());
        Assert.Equal("third", Assert.IsType<CallSkill>(Assert.Single(move.Actions)).Skill.Agent);
        move = PlanRunner.On(move.Run, "a", 2, Failed());

        Assert.Empty(move.Actions);
        Assert.True(move.Run.HasEnded);
        Assert.Equal(StepStatus.Failed, move.Run.Steps[0].Status);
    }

    [Theory]
    [InlineData(SkillEffect.Write, SkillFailure.DeadlineExceeded)]
    [InlineData(SkillEffect.Pay, SkillFailure.Faulted)]
    [InlineData(SkillEffect.Read, SkillFailure.Cancelled)]
    [InlineData(SkillEffect.Read, SkillFailure.InvalidArguments)]
    public void On_FailureThatAnotherSkillCannotMend_Fails(SkillEffect effect, SkillFailure failure)
    {
        var step = Step("a") with { Fallbacks = [new SkillRef("second", "s")], Effect = effect };
        var begun = PlanRunner.Begin(PlanOf(step));

        var move = PlanRunner.On(begun.Run, "a", 0, Failed(failure));

        Assert.Empty(move.Actions);
        Assert.True(move.Run.HasEnded);
    }

    [Fact]
    public void On_StepFailed_SkipsAllThatRestsOnItAndNothingElse()
    {
        var begun = PlanRunner.Begin(PlanOf(Step("a"), Step("free"), Step("b", new StepOutput("a", "x")), Step("c", new StepOutput("b", "x"))));

        var move = PlanRunner.On(begun.Run, "a", 0, Failed());

        Assert.Equal(["b", "c"], move.Actions.OfType<ReportSkipped>().Select(skipped => skipped.Step.Id));
        Assert.Equal([StepStatus.Failed, StepStatus.Running, StepStatus.Skipped, StepStatus.Skipped], move.Run.Steps.Select(step => step.Status));
        Assert.False(move.Run.HasEnded);
    }

    [Fact]
    public void On_LateReplyOfAnEarlierAttempt_ChangesNothing()
    {
        var begun = PlanRunner.Begin(PlanOf(Step("a") with { Fallbacks = [new SkillRef("second", "s")] }));
        var fallenBack = PlanRunner.On(begun.Run, "a", 0, Failed());

        var late = PlanRunner.On(fallenBack.Run, "a", 0, Done("{}"));

        Assert.Same(fallenBack.Run, late.Run);
        Assert.Empty(late.Actions);
    }

    [Fact]
    public void On_OutputWithoutTheProperty_LeavesTheArgumentOut()
    {
        var begun = PlanRunner.Begin(PlanOf(Step("a"), Step("b", new StepOutput("a", "missing"))));

        var move = PlanRunner.On(begun.Run, "a", 0, Done("{}"));

        Assert.Equal("{}", Assert.IsType<CallSkill>(Assert.Single(move.Actions)).ArgumentsJson);
    }

    [Fact]
    public void On_AnyOrderOfReplies_EndsWithTheSameRun()
    {
        var plan = PlanOf(Step("a"), Step("b"), Step("c", new StepOutput("a", "x")), Step("d", new StepOutput("a", "x"), new StepOutput("b", "x")), Step("e", new StepOutput("c", "x")));
        var ends = Enumerable.Range(0, 200).Select(seed => Statuses(Play(plan, new Random(seed)))).Distinct().ToList();

        // b always fails, so d is skipped, whichever reply comes first.
        Assert.Equal("Done,Failed,Done,Skipped,Done", Assert.Single(ends));
    }

    [Fact]
    public void On_UnknownStep_NamesTheSteps()
    {
        var begun = PlanRunner.Begin(PlanOf(Step("a")));

        var problem = Assert.Throws<ArgumentException>(() => PlanRunner.On(begun.Run, "z", 0, Failed()));

        Assert.Contains("'z'", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, """{"input":{"amount":350,"currency":"CNY"}}""")]
    [InlineData(false, """{"input":{"amount":500,"currency":"CNY"}}""")]
    public void On_StepThatSpendsWhatIsLeft_WaitsForTheOther_HoweverItEnds(bool isDone, string arguments)
    {
        var second = Step("b") with { Arguments = [new PlanArgument("input", new Remainder(1_000, [new StepOutput("a", "cost")], 0.5m))] };
        var begun = PlanRunner.Begin(PlanOf(Step("a"), second));

        var move = PlanRunner.On(begun.Run, "a", 0, isDone ? Done("""{"cost": {"amount": 300, "currency": "CNY"}}""") : Failed());

        Assert.Equal("a", Assert.Single(begun.Actions).Step.Id);
        Assert.Equal(arguments, Assert.IsType<CallSkill>(Assert.Single(move.Actions)).ArgumentsJson);
    }

    [Fact]
    public void On_MoreIsSpentThanThereIs_NothingIsLeft()
    {
        var second = Step("b") with { Arguments = [new PlanArgument("input", new Remainder(100, [new StepOutput("a", "cost")], 1))] };
        var begun = PlanRunner.Begin(PlanOf(Step("a"), second));

        var move = PlanRunner.On(begun.Run, "a", 0, Done("""{"cost": {"amount": 300, "currency": "CNY"}}"""));

        Assert.Equal("""{"input":{"amount":0,"currency":"CNY"}}""", Assert.IsType<CallSkill>(Assert.Single(move.Actions)).ArgumentsJson);
    }

    private static PlanRun Play(Plan plan, Random random)
    {
        var move = PlanRunner.Begin(plan);
        List<CallSkill> open = [.. move.Actions.OfType<CallSkill>()];
        while (open.Count > 0)
        {
            var index = random.Next(open.Count);
            var call = open[index];
            open.RemoveAt(index);
            move = PlanRunner.On(move.Run, call.Step.Id, call.Attempt, call.Step.Id == "b" ? Failed() : Done("""{"x": 1}"""));
            open.AddRange(move.Actions.OfType<CallSkill>());
        }

        Assert.True(move.Run.HasEnded);
        return move.Run;
    }

    private static string Statuses(PlanRun run) => string.Join(',', run.Steps.Select(step => step.Status));

    private static Plan PlanOf(params PlanStep[] steps) => new([.. steps], "test", "hash");

    private static PlanStep Step(string id, params StepOutput[] inputs) => new()
    {
        Id = id,
        Skill = new SkillRef("agent", id),
        Arguments = [.. inputs.Select((input, index) => new PlanArgument(index == 0 ? "input" : $"input{index}", input))],
        Effect = SkillEffect.Read,
        Deadline = TimeSpan.FromSeconds(1),
        IsGoal = true,
    };

    private static SkillReply Done(string output) => new() { OutputJson = output };

    private static SkillReply Failed(SkillFailure failure = SkillFailure.Faulted) => SkillReply.Failed(failure, new LocalizedText("不行", "no"));
}
