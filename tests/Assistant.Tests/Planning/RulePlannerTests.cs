using System.Collections.Immutable;
using System.Text.Json;
using OrleansAgents.Assistant.Tests.Understanding;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Assistant.Tests.Planning;

public sealed class RulePlannerTests
{
    [Fact]
    public async Task DishAndTimeToBeHome_GiveIngredientsAndAQuoteByThen()
    {
        var planning = await Plan("我今晚想做四人份的麻婆豆腐，七点到家", SampleAgents.All);

        Assert.Equal(
            [
                "s1* kitchen.ingredients(dish=mapo tofu; people=4)",
                "s2* kitchen.quote(items=s1.items; by=2026-11-22T19:00:00+08:00)",
            ],
            Shown(planning));
        Assert.Null(planning.Question);
        Assert.Empty(planning.Unmet);
    }

    [Fact]
    public async Task RouteAndSplit_AreTwoStepsThatDependOnNothing()
    {
        var planning = await Plan("How do I get from Hangzhou East station to West Lake, and split 360 yuan among five", SampleAgents.All);

        Assert.Equal(
            ["s1* maps.route(origin=Hangzhou East station; destination=West Lake)", "s2* purse.split(amount=360; people=5)"],
            Shown(planning));
    }

    [Fact]
    public async Task DishAlone_GivesNoQuote()
        => Assert.Equal(["s1* kitchen.ingredients(dish=mapo tofu)"], Shown(await Plan("做麻婆豆腐需要什么食材", SampleAgents.All)));

    [Theory]
    [InlineData("怎么去西湖", "Place", "origin", "从哪里出发？")]
    [InlineData("600元大家AA一下每人多少钱", "PartySize", null, "一共几个人？")]
    [InlineData("图书馆有没有那本书", "Book", null, "请选一个：红楼梦、三体、爱玛、瓦尔登湖。")]
    [InlineData("买这些食材要多少钱", "Dish", null, "想做什么菜？")]
    public async Task NeededInput_ThatNobodyToldOrMakes_IsAskedFor(string text, string semantic, string? role, string question)
    {
        var planning = await Plan(text, SampleAgents.All);

        Assert.Null(planning.Plan);
        Assert.Equal(semantic, planning.Question?.Semantic);
        Assert.Equal(role, planning.Question?.Role);
        Assert.StartsWith(question, planning.Question?.Text.Zh, StringComparison.Ordinal);
        Assert.Equal(text, planning.Question?.Goal);
    }

    [Fact]
    public async Task GoalThatLacksSomething_BesideOneThatDoesNot_IsAskedForWhileTheOtherIsPlanned()
    {
        var planning = await Plan("how do I get to West Lake and then check my balance", SampleAgents.All);

        Assert.Equal(["s1* purse.balance()"], Shown(planning));
        Assert.Equal("Place", planning.Question?.Semantic);
    }

    [Fact]
    public async Task Choices_OfASmallVocabulary_AreOffered()
        => Assert.Equal(["红楼梦", "三体", "爱玛", "瓦尔登湖"], (await Plan("图书馆有没有那本书", SampleAgents.All)).Question!.Choices.ToArray());

    [Fact]
    public async Task SkillThatChangesSomething_IsUnmet_ButTheReadsThatLeadToItRun()
    {
        var planning = await Plan("把三体续借一个月", SampleAgents.All);

        Assert.Equal(["s1* library.find_book(book=The Three-Body Problem)"], Shown(planning));
        var unmet = Assert.Single(planning.Unmet);
        Assert.Equal(UnmetReason.NeedsConfirmation, unmet.Reason);
        Assert.Equal("library.renew", unmet.Skill.ToString());
    }

    [Fact]
    public async Task SkillThatPays_IsNeverAStep()
    {
        var planning = await Plan("给小李转300块", SampleAgents.All);

        Assert.Null(planning.Plan);
        Assert.Equal(UnmetReason.NeedsConfirmation, Assert.Single(planning.Unmet).Reason);
    }

    [Fact]
    public async Task UtteranceThatNothingFits_IsUnmet()
        => Assert.Equal(UnmetReason.NothingFits, Assert.Single((await Plan("讲个笑话", SampleAgents.All)).Unmet).Reason);

    [Fact]
    public async Task FactOfAnotherGoal_IsTakenIfThatGoalHasNoUseForIt()
    {
        var planning = await Plan("find a hotel in Suzhou next Saturday and trains from Shanghai to Suzhou", SampleAgents.All);

        Assert.Equal(2, planning.Plan!.Steps.Length);
        Assert.Contains("when=2026-11-28T00:00:00+08:00", Shown(planning)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chain_IsTheCheapestOfThoseThatWork()
    {
        var manifests = ManifestSet.Create([Typed.Agent(
            "a",
            [],
            Read("goal", "gem!:Gem", "end:End", ["想要宝石项链"]),
            Read("slow", "", "gem:Gem", ["无关甲"], latency: 900),
            Read("quick", "", "gem:Gem", ["无关乙"], latency: 100),
            Read("long", "ore!:Ore", "gem:Gem", ["无关丙"], latency: 1),
            Read("mine", "", "ore:Ore", ["无关丁"], latency: 1),
            Read("polish", "gem!:Gem", "gem:Gem", ["无关戊"], latency: 1),
            Typed.Skill("buy", ("买", "buy"), "", "gem:Gem", ["无关己"], ["unrelated"], SkillEffect.Pay, latency: 1))]);

        Assert.Equal(["s1 a.quick()", "s2* a.goal(gem=s1.gem)"], Shown(await PlanFor("a", "goal", manifests)));
    }

    [Fact]
    public async Task Chain_OfSkillsThatNeedEachOther_EndsInAQuestion()
    {
        var manifests = ManifestSet.Create([Typed.Agent(
            "a", [], Read("goal", "x!:Ex", "end:End", ["目标"]), Read("one", "y!:Why", "x:Ex", ["甲"]), Read("two", "z!:Zed", "y:Why", ["乙"]), Read("three", "x!:Ex", "z:Zed", ["丙"]))]);

        var planning = await PlanFor("a", "goal", manifests);

        Assert.Null(planning.Plan);
        Assert.NotNull(planning.Question);
    }

    [Fact]
    public async Task Chain_DeeperThanTheBound_IsNotPlanned()
    {
        var links = Enumerable.Range(0, 12).Select(static index => Read($"link{index}", index == 0 ? "" : $"v!:V{index - 1}", $"v:V{index}", [$"链{index}"])).ToArray();
        var manifests = ManifestSet.Create([Typed.Agent("a", [], [.. links, Read("near", "v!:V2", "end:End", ["近"]), Read("far", "v!:V11", "end:End", ["远"])])]);

        Assert.Equal(4, (await PlanFor("a", "near", manifests)).Plan!.Steps.Length);
        Assert.Null((await PlanFor("a", "far", manifests)).Plan);
    }

    [Fact]
    public async Task ManyGoals_BeyondTheBoundOfSteps_AreTooLarge()
    {
        var skills = Enumerable.Range(0, PlanBuilder.StepsMax + 2).Select(static index => Read($"s{index}", "", $"o:O{index}", [$"号{index}"])).ToArray();
        var manifests = ManifestSet.Create([Typed.Agent("a", [], skills)]);
        var goals = skills.Select(static skill => new Goal(skill.Id, [new ScoredSkill(new SkillRef("a", skill.Id), 1)])).ToImmutableArray();

        var planning = await Planner().PlanAsync(new Need(FactText.Say("x"), new Understood("en", goals, []), manifests), CancellationToken.None);

        Assert.Equal(PlanBuilder.StepsMax, planning.Plan!.Steps.Length);
        Assert.Equal([UnmetReason.TooLarge, UnmetReason.TooLarge], planning.Unmet.Select(static unmet => unmet.Reason));
    }

    [Fact]
    public async Task ManifestsThatAreHardToPlanWith_ArePlannedInBoundedTime()
    {
        // Every skill can be made by every other one in many ways, and none of them works.
        var skills = Enumerable.Range(0, 20).Select(static index => Read($"s{index:00}", string.Join(' ', Enumerable.Range(0, 8).Select(input => $"i{input}!:V{(index + input + 1) % 20}")), $"o:V{index}", [$"号{index}"])).ToArray();
        var manifests = ManifestSet.Create([Typed.Agent("a", [], skills)]);

        var planning = await Task.Run(() => PlanFor("a", "s00", manifests)).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Null(planning.Plan);
    }

    [Fact]
    public async Task Fallbacks_TakeTheSameAndGiveTheSame()
    {
        const string input = "origin!:Place/origin destination!:Place/destination";
        var manifests = ManifestSet.Create([
            Typed.Agent("a", [], Read("route", input, "route:Route", ["甲"])),
            Typed.Agent("b", [], Read("way", input + " mode:Mode", "route:Route time:Time", ["乙"], latency: 300)),
            Typed.Agent("c", [], Read("path", input, "route:Route", ["丙"], latency: 50)),
            Typed.Agent("d", [], Read("other_names", "from!:Place/origin to!:Place/destination", "route:Route", ["丁"])),
            Typed.Agent("e", [], Read("other_output", input, "track:Route", ["戊"])),
            Typed.Agent("f", [], Read("needs_more", input + " ticket!:Ticket", "route:Route", ["己"])),
            Typed.Agent("g", [], Typed.Skill("writes", ("写", "writes"), input, "route:Route", ["庚"], ["writes"], SkillEffect.Write))]);
        var facts = ImmutableArray.Create(Place("x", "origin"), Place("y", "destination"));

        var planning = await PlanFor("a", "route", manifests, facts);

        Assert.Equal(["c.path", "b.way"], planning.Plan!.Steps[0].Fallbacks.Select(static skill => skill.ToString()));
    }

    [Theory]
    [InlineData(100, 2)]
    [InlineData(1_000, 4)]
    [InlineData(60_000, 20)]
    public async Task Deadline_IsAMultipleOfTheLatency_WithinBounds(int latency, int seconds)
    {
        var manifests = ManifestSet.Create([Typed.Agent("a", [], Read("s", "", "o:O", ["甲"], latency))]);

        Assert.Equal(TimeSpan.FromSeconds(seconds), (await PlanFor("a", "s", manifests)).Plan!.Steps[0].Deadline);
    }

    [Fact]
    public async Task ListInput_TakesAllFactsOfItsType()
    {
        var manifests = ManifestSet.Create([Typed.Agent("a", [], Read("tour", "stops!:Place[]", "tour:Tour", ["甲"]))]);

        var planning = await PlanFor("a", "tour", manifests, [Place("x", null), Place("y", null)]);

        var value = Assert.IsType<LiteralValue>(planning.Plan!.Steps[0].Arguments[0].Value).Value;
        Assert.Equal(["x", "y"], value.EnumerateArray().Select(static place => place.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task FactWithAnotherRole_FillsNothing()
    {
        var manifests = ManifestSet.Create([Typed.Agent("a", [], Read("s", "to!:Place/destination", "o:O", ["甲"]))]);

        var planning = await PlanFor("a", "s", manifests, [Place("x", "origin")]);

        Assert.Equal("destination", planning.Question?.Role);
    }

    [Fact]
    public async Task LonePlaceWithoutRole_IsWhereOneWantsToGo()
    {
        var manifests = ManifestSet.Create([Typed.Agent("a", [], Read("s", "from:Place/origin to!:Place/destination", "o:O", ["甲"]))]);

        Assert.Equal(["s1* a.s(to=x)"], Shown(await PlanFor("a", "s", manifests, [Place("x", null)])));
    }

    [Fact]
    public async Task StepThatIsThere_IsUsedAgain()
    {
        var manifests = ManifestSet.Create([Typed.Agent("a", [], Read("make", "", "gem:Gem", ["甲"]), Read("one", "gem!:Gem", "o:One", ["乙"]), Read("two", "gem!:Gem", "o:Two", ["丙"]))]);
        var goals = ImmutableArray.Create(Goal("a", "one"), Goal("a", "two"), Goal("a", "make"));

        var planning = await Planner().PlanAsync(new Need(FactText.Say("x"), new Understood("en", goals, []), manifests), CancellationToken.None);

        Assert.Equal(["s1* a.make()", "s2* a.one(gem=s1.gem)", "s3* a.two(gem=s1.gem)"], Shown(planning));
    }

    [Fact]
    public async Task Plan_OfTheSameNeed_IsTheSame()
    {
        const string text = "从杭州东站到西湖怎么走，西湖附近有什么好吃的，360块五个人AA";

        Assert.Equal(Shown(await Plan(text, SampleAgents.All)), Shown(await Plan(text, SampleAgents.All)));
    }

    private static RulePlanner Planner() => new(new ManifestModels());

    private static async Task<PlanningResult> Plan(string text, ManifestSet manifests)
    {
        ManifestModels models = new();
        var utterance = FactText.Say(text);
        return await new RulePlanner(models).PlanAsync(new Need(utterance, new RuleUnderstanding(models).Understand(utterance, manifests), manifests), CancellationToken.None);
    }

    private static Task<PlanningResult> PlanFor(string agent, string skill, ManifestSet manifests, ImmutableArray<Fact>? facts = null)
        => Planner().PlanAsync(new Need(FactText.Say("x"), new Understood("en", [Goal(agent, skill)], facts ?? []), manifests), CancellationToken.None);

    private static Goal Goal(string agent, string skill) => new(skill, [new ScoredSkill(new SkillRef(agent, skill), 1)]);

    private static Fact Place(string name, string? role) => new("Place", role, JsonSerializer.SerializeToElement(new { name }), name, 0);

    private static SkillManifest Read(string id, string input, string output, string[] zh, int latency = 200) => Typed.Skill(id, (id, id), input, output, zh, [id], latency: latency);

    private static string[] Shown(PlanningResult planning)
        => [.. (planning.Plan?.Steps ?? []).Select(static step => $"{step.Id}{(step.IsGoal ? "*" : "")} {step.Skill}({string.Join("; ", step.Arguments.Select(static argument => $"{argument.Name}={ValueOf(argument.Value)}"))})")];

    private static string ValueOf(PlanValue value) => value switch
    {
        StepOutput output => $"{output.Step}.{output.Property}",
        LiteralValue { Value: { ValueKind: JsonValueKind.Object } json } => json.EnumerateObject().First(static property => property.Name is "name" or "start" or "amount").Value.ToString(),
        LiteralValue literal => literal.Value.ToString(),
        _ => "?",
    };
}
