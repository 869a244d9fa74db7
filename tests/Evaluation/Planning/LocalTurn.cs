using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Agents.Memory;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Evaluation;

/// <summary>Conversations without a silo: the same understanding, planner, plan runner and agents, called directly. Skills of agents that are not part of the program are planned but not called.</summary>
internal sealed class LocalTurns
{
    private readonly ManifestModels _models = new();
    private readonly RuleUnderstanding _understanding;
    private readonly RulePlanner _planner;
    private readonly Dictionary<string, IAgentHandler> _handlers;
    private readonly ManifestSet _manifests;

    public LocalTurns(ManifestSet manifests)
    {
        _manifests = manifests;
        _understanding = new RuleUnderstanding(_models);
        _planner = new RulePlanner(_models);
        _handlers = BuiltInAgents.Handlers(BuiltInData.Load(), new Notes()).ToDictionary(static handler => handler.Agent);
        _models.Prepare(manifests);
    }

    /// <summary>Runs a turn. An open question is answered if there is one.</summary>
    public async Task<LocalTurn> RunAsync(Utterance utterance, string user, (Utterance Earlier, Question Question)? open = null, IReadOnlyList<KnownFact>? facts = null)
    {
        var understood = open is var (earlier, question)
            ? _understanding.Answer(earlier, utterance, new OpenQuestion(question.Semantic, question.Role, earlier.Text), _manifests)
            : _understanding.Understand(utterance, _manifests);
        if (facts is not null)
        {
            understood = understood with { Facts = [.. understood.Facts, .. facts.Select(static fact => new Fact(fact.Semantic, fact.Role, fact.Value, "", 0))] };
        }

        var planning = await _planner.PlanAsync(new Need(utterance, understood, _manifests), CancellationToken.None);
        return planning.Plan is { } plan && plan.Steps.All(step => _handlers.ContainsKey(step.Skill.Agent))
            ? await ExecuteAsync(utterance, user, understood, planning, plan)
            : new LocalTurn(understood, planning, null, new Dictionary<string, SkillReply>(), _manifests);
    }

    private async Task<LocalTurn> ExecuteAsync(Utterance utterance, string user, Understood understood, PlanningResult planning, Plan plan)
    {
        Dictionary<string, SkillReply> replies = [];
        var move = PlanRunner.Begin(plan);
        Queue<CallSkill> calls = new(move.Actions.OfType<CallSkill>());
        while (calls.TryDequeue(out var call))
        {
            using var arguments = JsonDocument.Parse(call.ArgumentsJson);
            _manifests.TryGet(call.Skill, out _, out var skill);
            var reply = SchemaCheck.FindProblem(skill!.Input, arguments.RootElement) is { } problem
                ? SkillReply.Failed(SkillFailure.InvalidArguments, new LocalizedText(problem, problem))
                : await _handlers[call.Skill.Agent].InvokeAsync(new SkillContext(call.Skill.Skill, user, understood.Language, utterance.TimeZone, utterance.Now), arguments.RootElement.Clone(), CancellationToken.None);
            if (reply.OutputJson is { } json)
            {
                using var output = JsonDocument.Parse(json);
                if (SchemaCheck.FindProblem(skill.Output, output.RootElement) is { } wrong)
                {
                    reply = SkillReply.Failed(SkillFailure.InvalidOutput, new LocalizedText(wrong, wrong));
                }
            }

            replies[call.Step.Id] = reply;
            move = PlanRunner.On(move.Run, call.Step.Id, call.Attempt, reply);
            foreach (var next in move.Actions.OfType<CallSkill>())
            {
                calls.Enqueue(next);
            }
        }

        return new LocalTurn(understood, planning, move.Run, replies, _manifests);
    }

    private sealed class Notes : IPreferences
    {
        private readonly ConcurrentDictionary<string, ImmutableArray<Preference>> _kept = new();

        public Task<IReadOnlyList<Preference>?> RememberAsync(string user, Preference preference)
            => Task.FromResult<IReadOnlyList<Preference>?>(_kept.AddOrUpdate(user, _ => [preference], (_, all) => all.Any(kept => kept.Text == preference.Text) ? all : all.Add(preference)));

        public Task<IReadOnlyList<Preference>> RecallAsync(string user) => Task.FromResult<IReadOnlyList<Preference>>(_kept.GetValueOrDefault(user, []));

        public Task ForgetAsync(string user, IReadOnlyList<string> texts)
        {
            _kept.AddOrUpdate(user, _ => [], (_, all) => all.RemoveAll(kept => texts.Contains(kept.Text)));
            return Task.CompletedTask;
        }
    }
}

/// <summary>What came of a turn.</summary>
/// <param name="Understood">What was understood.</param>
/// <param name="Planning">What was planned.</param>
/// <param name="Run">The plan at its end; null if there is none, or if some of its skills cannot be called here.</param>
/// <param name="Replies">What the agents said, by step.</param>
/// <param name="Manifests">The manifests.</param>
internal sealed record LocalTurn(Understood Understood, PlanningResult Planning, PlanRun? Run, IReadOnlyDictionary<string, SkillReply> Replies, ManifestSet Manifests)
{
    /// <summary>The answer as the assistant gives it.</summary>
    public string Answer
    {
        get
        {
            List<LocalizedText?> said = [];
            foreach (var step in Run?.Plan.Steps.Where(static step => step.IsGoal) ?? [])
            {
                said.Add(Replies.TryGetValue(step.Id, out var reply)
                    ? reply.Failure is null ? reply.Say : AnswerTexts.NotDone(TitleOf(step.Skill), reply.Message ?? SkillTexts.Faulted)
                    : AnswerTexts.NotDone(TitleOf(step.Skill), SkillTexts.Faulted));
            }

            said.AddRange(Budgets.Select(static budget => budget.Text));
            said.Add(Planning.Overlooked.IsEmpty ? null : AnswerTexts.Overlooked(Planning.Overlooked));
            said.AddRange(Planning.Assumed);
            said.AddRange(Planning.Unmet.Select(unmet => unmet.Reason switch
            {
                UnmetReason.NeedsConfirmation => AnswerTexts.NeedsConfirmation(unmet.Skill is { } skill ? TitleOf(skill) : new LocalizedText(unmet.Text, unmet.Text), unmet.Told),
                UnmetReason.TooLarge => AnswerTexts.TooLarge(unmet.Text),
                UnmetReason.Talk => AnswerTexts.Talk(Manifests),
                _ => AnswerTexts.NothingFits(unmet.Text, Manifests, hasModel: false),
            }));
            said.Add(Planning.Question?.Text);
            return string.Join("\n\n", said.OfType<LocalizedText>().Select(text => text.In(Understood.Language)));
        }
    }

    public ImmutableArray<BudgetResult> Budgets => Run is null ? [] : ConstraintCheck.Check(Understood, Run, Manifests);

    /// <summary>completed, partial or failed.</summary>
    public string Outcome
    {
        get
        {
            var goals = Run?.Plan.Steps.Zip(Run.Steps).Where(static pair => pair.First.IsGoal).ToList() ?? [];
            var done = goals.Count(static pair => pair.Second.Status == StepStatus.Done);
            return Grains.Intents.Answer.Judge(goals.Count, done, Planning, Budgets.All(static budget => budget.Holds)).Outcome;
        }
    }

    private LocalizedText TitleOf(SkillRef skill) => Manifests.TryGet(skill, out _, out var manifest) ? manifest.Title : new LocalizedText(skill.ToString(), skill.ToString());
}
