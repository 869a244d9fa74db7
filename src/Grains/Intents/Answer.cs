using System.Collections.Immutable;
using System.Text.Json;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Model;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Grains.Intents;

/// <summary>
/// What the person sees of a turn: the plan, its steps, cards, and an answer made of what the agents said. Nothing is said that no agent has said, but for what is missing and why.
/// </summary>
/// <remarks>
/// While a model leads, the agents' sentences are kept and the model's words are shown in their place. If the model fails, the kept sentences are said, so that nothing an agent gave is lost.
/// </remarks>
internal sealed class Answer(TurnRequest request, ManifestSet manifests, TurnEvents events, bool hasModel = false)
{
    private readonly string _messageId = $"a-{request.TurnId}-{request.Attempt}";
    private readonly List<string> _paragraphs = [];
    private readonly Dictionary<string, SkillReply> _failures = [];
    private readonly Dictionary<string, SkillReply> _replies = [];
    private readonly List<LocalizedText> _kept = [];
    private bool _isModelSpeaking;
    private bool _isCutShort;
    private ModelEnd? _model;

    /// <summary>The language of the answer.</summary>
    public string Language { get; set; } = request.Language;

    /// <summary>Whether the agents' sentences are kept for the case that the model fails.</summary>
    public bool IsLedByModel { get; set; }

    /// <summary>How the last attempt of a step has ended.</summary>
    public SkillReply ReplyTo(string step) => _replies[step];

    /// <summary>Adds words of the model to the answer.</summary>
    public void Continue(string words)
    {
        if (!_isModelSpeaking)
        {
            _isModelSpeaking = true;
            Say(words.TrimStart());
            return;
        }

        events.Say(_messageId, words);
        _paragraphs[^1] += words;
    }

    /// <summary>The model's part is over. What it did not put into words is said as the agents said it, and why, in one line.</summary>
    /// <param name="end">How it ended.</param>
    /// <param name="hasResults">Whether an agent has given something that the model had asked for.</param>
    public void EndModel(ModelEnd end, bool hasResults)
    {
        (_model, IsLedByModel) = (end, false);
        if (end.Ending == ModelEnding.Answered)
        {
            return;
        }

        if (!hasResults && !_isModelSpeaking)
        {
            if (ModelTexts.FallbackNote(end.Ending) is { } note)
            {
                Say(note.In(Language));
            }

            return;
        }

        foreach (var sentence in _kept)
        {
            Say(sentence.In(Language));
        }

        _isCutShort = true;
        Say(ModelTexts.CutShort(end.Ending).In(Language));
    }

    /// <summary>Shows the plan.</summary>
    public void Show(Plan plan)
        => events.Add(EventKinds.PlanCreated, new PlanCreatedPayload(request.TurnId, plan.Planner, plan.ManifestsHash, [.. plan.Steps.Select(Describe)]));

    /// <summary>Shows that an agent is called, by its name: a fallback stands in no plan.</summary>
    public void Show(CallSkill call)
        => events.Add(EventKinds.StepStarted, new StepStartedPayload(request.TurnId, call.Step.Id, call.Skill.Agent, call.Skill.Skill, NameOf(call.Skill)));

    /// <summary>Shows how a call ended; what a step that was asked for has to say becomes part of the answer at once.</summary>
    public void Show(SkillEnd end)
    {
        var (step, attempt, _, reply, took) = end;
        _replies[step.Id] = reply;
        if (reply.Failure is { } failure)
        {
            _failures[step.Id] = reply;
            var isFinal = !PlanRunner.CanFallBack(step, attempt, failure);
            events.Add(EventKinds.StepFailed, new StepFailedPayload(request.TurnId, step.Id, Code(failure), reply.Message ?? SkillTexts.Faulted, isFinal));
            return;
        }

        events.Add(EventKinds.StepCompleted, new StepCompletedPayload(request.TurnId, step.Id, (long)took.TotalMilliseconds, reply.Say));
        foreach (var card in reply.Cards)
        {
            using var json = JsonDocument.Parse(card);
            events.Add(EventKinds.Card, new CardPayload(request.TurnId, step.Id, json.RootElement.Clone()));
        }

        SayIfReplaced(end);
        if (!step.IsGoal || reply.Say is not { } say)
        {
            return;
        }

        if (IsLedByModel)
        {
            _kept.Add(say);
        }
        else
        {
            Say(say.In(Language));
        }
    }

    /// <summary>Says so if another agent has answered than the one that was meant.</summary>
    private void SayIfReplaced(SkillEnd end)
    {
        var meant = end.Step.InsteadOf ?? end.Step.Skill;
        if (end.Skill.Agent != meant.Agent)
        {
            var text = AnswerTexts.Replaced(NameOf(meant), NameOf(end.Skill), end.Step.InsteadOf is not null && end.Attempt == 0);
            if (IsLedByModel)
            {
                _kept.Add(text);
            }
            else
            {
                Say(text.In(Language));
            }
        }
    }

    /// <summary>Shows that a step will not be done.</summary>
    public void ShowSkipped(ReportSkipped skipped)
    {
        var because = TitleOf(skipped.Because.Skill);
        events.Add(EventKinds.StepFailed, new StepFailedPayload(
            request.TurnId, skipped.Step.Id, "skipped", new LocalizedText($"需要先完成“{because.Zh}”。", $"It needs \"{because.En}\", which failed."), Final: true));
    }

    /// <summary>Says what is missing, and ends the turn.</summary>
    /// <returns>The outcome.</returns>
    public string Finish(PlanningResult planning, PlanRun? run, Understood understood)
    {
        var asked = run is null ? [] : run.Plan.Steps.Zip(run.Steps, static (step, state) => (step, state)).Where(static pair => pair.step.IsGoal).ToList();
        var done = asked.Count(static pair => pair.state.Status == StepStatus.Done);
        foreach (var (step, state) in asked.Where(static pair => pair.state.Status != StepStatus.Done))
        {
            Say(AnswerTexts.NotDone(TitleOf(step.Skill), ReasonFor(run!, step)).In(Language));
        }

        var budgets = run is null ? [] : ConstraintCheck.Check(understood, run, manifests);
        foreach (var budget in budgets)
        {
            if (budget.Text is { } text)
            {
                Say(text.In(Language));
            }
        }

        if (!planning.Overlooked.IsEmpty)
        {
            Say(AnswerTexts.Overlooked(planning.Overlooked).In(Language));
        }

        foreach (var assumed in planning.Assumed)
        {
            Say(assumed.In(Language));
        }

        foreach (var unmet in planning.Unmet)
        {
            Say(Explain(unmet).In(Language));
            if (unmet.Reason == UnmetReason.NeedsConfirmation)
            {
                events.Add(EventKinds.Card, new CardPayload(request.TurnId, CardPayload.NoStep, Proposal.CardOf(TitleOf(unmet), unmet.Told, Language)));
            }
        }

        if (planning.Question is { } question)
        {
            var text = question.Text.In(Language);
            Say(text);
            events.Add(EventKinds.Question, new QuestionPayload(request.TurnId, question.Semantic, question.Role, text, question.Choices));
        }

        if (_paragraphs.Count == 0)
        {
            Say(done > 0 ? AnswerTexts.Done.In(Language) : AnswerTexts.WhatItCanDo(manifests).In(Language));
        }

        events.Add(EventKinds.MessageCompleted, new MessageCompletedPayload(request.TurnId, _messageId, string.Join(AnswerTexts.ParagraphBreak, _paragraphs), DeltasFrom: null));
        var (outcome, reason) = _isCutShort ? (TurnOutcomes.Partial, AnswerTexts.SomeMissing) : Judge(asked.Count, done, planning, budgets.All(static budget => budget.Holds));
        events.Add(EventKinds.TurnCompleted, new TurnCompletedPayload(request.TurnId, outcome, reason, _model is null ? null : Describe(_model)));
        return outcome;
    }

    /// <summary>A need that nothing serves is answered by saying so, which is no failure; one that an agent has failed is.</summary>
    internal static (string Outcome, LocalizedText? Reason) Judge(int asked, int done, PlanningResult planning, bool holds)
    {
        var isMissing = asked == 0 ? planning.Unmet.Any(static unmet => unmet.Reason is not (UnmetReason.NothingFits or UnmetReason.Talk)) : done < asked || !planning.Unmet.IsEmpty || !planning.Overlooked.IsEmpty || !holds;
        if (!isMissing)
        {
            return (TurnOutcomes.Completed, null);
        }

        return done > 0 || asked == 0
            ? (TurnOutcomes.Partial, AnswerTexts.SomeMissing)
            : (TurnOutcomes.Failed, AnswerTexts.AllMissing);
    }

    private void Say(string paragraph)
    {
        events.Say(_messageId, _paragraphs.Count == 0 ? paragraph : AnswerTexts.ParagraphBreak + paragraph);
        _paragraphs.Add(paragraph);
    }

    /// <summary>A step that was skipped failed for the reason of the one that it needed.</summary>
    private LocalizedText ReasonFor(PlanRun run, PlanStep step)
    {
        if (_failures.TryGetValue(step.Id, out var failure))
        {
            return failure.Message ?? SkillTexts.Faulted;
        }

        var needed = PlanRunner.NeededBy(step).Select(id => run.Plan.Steps.First(s => s.Id == id)).FirstOrDefault(s => run.Steps[run.Plan.Steps.IndexOf(s)].Status != StepStatus.Done);
        return needed is null ? SkillTexts.Faulted : ReasonFor(run, needed);
    }

    private LocalizedText Explain(UnmetGoal unmet) => unmet.Reason switch
    {
        UnmetReason.NeedsConfirmation => AnswerTexts.NeedsConfirmation(TitleOf(unmet), unmet.Told),
        UnmetReason.TooLarge => AnswerTexts.TooLarge(unmet.Text),
        UnmetReason.Talk => hasModel ? AnswerTexts.WhatItCanDo(manifests) : AnswerTexts.Talk(manifests),
        _ => AnswerTexts.NothingFits(unmet.Text, manifests, hasModel),
    };

    private LocalizedText TitleOf(UnmetGoal unmet) => unmet.Skill is { } skill ? TitleOf(skill) : new LocalizedText(unmet.Text, unmet.Text);

    private PlannedStepPayload Describe(PlanStep step)
    {
        var title = manifests.TryGet(step.Skill, out _, out var skill) ? skill.Title : new LocalizedText(step.Skill.Skill, step.Skill.Skill);
        return new PlannedStepPayload(step.Id, step.Skill.Agent, NameOf(step.Skill), step.Skill.Skill, title, step.Effect.ToString().ToLowerInvariant(), [.. PlanRunner.DependenciesOf(step)]);
    }

    private LocalizedText NameOf(SkillRef skill)
        => manifests.TryGet(skill, out var agent, out _) ? agent.Name : new LocalizedText(skill.Agent, skill.Agent);

    private LocalizedText TitleOf(SkillRef skill)
        => manifests.TryGet(skill, out _, out var manifest) ? manifest.Title : new LocalizedText(skill.ToString(), skill.ToString());

    private static ModelPayload Describe(ModelEnd end)
        => new(end.Usage.Name, JsonNamingPolicy.CamelCase.ConvertName(end.Ending.ToString()), end.Usage.Calls, end.Usage.InputTokens, end.Usage.OutputTokens, end.Usage.IsEstimate);

    private static string Code(SkillFailure failure) => JsonNamingPolicy.CamelCase.ConvertName(failure.ToString());
}
