using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using OrleansAgents.Grains.Model;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Connectors.Model;

/// <summary>
/// One turn with a model: ask, call the skills that it wants, tell it what they gave, ask again, until it answers in words. Each round costs a call from the turn's budget, so it ends.
/// </summary>
internal sealed class TurnDialogue(
    ModelTurn turn, History history, ImmutableArray<ScoredSkill> retrieved, ITurnStage stage, IChatClient client, ModelOptions options, ModelBudget budget, TimeProvider time)
{
    private readonly OfferedSkills _skills = OfferedSkills.Of(turn.Need, history.Skills, retrieved, options.SkillsOffered);
    private readonly List<ChatMessage> _messages = Prompt.Begin(turn, history);
    private readonly ClaimCheck _check = new();
    private int _steps;

    /// <summary>Whether the last call has answered anything.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Runs the dialogue. What the endpoint or the network does wrong is thrown as the client throws it.</summary>
    public async Task<ModelEnding> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var message in _messages)
        {
            _check.Learn(message.Text);
        }

        // The rules found nothing to do and nothing to ask: then the model may talk without having asked an agent.
        Speech speech = new(stage, _check) { IsFree = turn.RulesHaveNothing };
        while (budget.HasCall)
        {
            List<FunctionCallContent> calls = [];
            if (await AskAsync(speech, calls, cancellationToken) is { } ending)
            {
                return ending;
            }

            if (calls.Count == 0)
            {
                return await FinishAsync(speech);
            }

            speech.Drop();
            if (!await CallAsync(calls, cancellationToken))
            {
                return ModelEnding.Stopped;
            }

            speech.IsFree |= _steps > 0;
        }

        return ModelEnding.OverBudget;
    }

    /// <summary>One call of the model; its words are said as they come.</summary>
    /// <returns>Null if the dialogue goes on.</returns>
    private async Task<ModelEnding?> AskAsync(Speech speech, List<FunctionCallContent> calls, CancellationToken cancellationToken)
    {
        ChatOptions ask = new() { Tools = [.. _skills.Tools], MaxOutputTokens = options.OutputTokensPerCall };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenSource whole = new(options.CallTimeout, time);
        using CancellationTokenSource first = new(options.FirstWordsTimeout, time);
        using var onWhole = whole.Token.Register(patience.Cancel);
        using var onFirst = first.Token.Register(patience.Cancel);
        ChatFinishReason? finish = null;
        var updates = 0;
        budget.Begin();
        HasBegun = false;
        try
        {
            await foreach (var update in client.GetStreamingResponseAsync(_messages, ask, patience.Token))
            {
                finish = update.FinishReason ?? finish;

                // The first piece often names the speaker and says nothing yet.
                if (update.Contents.Count > 0 || ++updates > 1)
                {
                    first.CancelAfter(Timeout.InfiniteTimeSpan);
                    HasBegun = true;
                }

                foreach (var content in update.Contents)
                {
                    if (!budget.Take(content))
                    {
                        return ModelEnding.OverBudget;
                    }

                    switch (content)
                    {
                        case ErrorContent:
                            return ModelEnding.Refused;
                        case FunctionCallContent call:
                            calls.Add(call);
                            break;
                        case TextContent text:
                            if (await speech.AddAsync(text.Text) is not Spoken.Said and var spoken)
                            {
                                return EndingOf(spoken);
                            }

                            break;
                    }
                }
            }
        }
        finally
        {
            budget.End(_messages);
        }

        return finish is null || finish == ChatFinishReason.Length ? ModelEnding.BrokenOff
            : finish == ChatFinishReason.ContentFilter ? ModelEnding.Refused
            : null;
    }

    /// <summary>Calls what may be called, all at once, and tells the model what each gave or why it was not called.</summary>
    /// <returns>False if the turn is to stop.</returns>
    private async Task<bool> CallAsync(List<FunctionCallContent> calls, CancellationToken cancellationToken)
    {
        Dictionary<FunctionCallContent, PlanStep> steps = [];
        Dictionary<FunctionCallContent, string> refused = [];
        foreach (var call in calls)
        {
            if (_steps >= options.SkillCallsPerTurn)
            {
                refused[call] = "No more tools can be called in this turn; answer with what is known.";
            }
            else if (_skills.ToStep(call, $"m{_steps + 1}", out var problem) is { } step)
            {
                steps[call] = step;
                _steps++;
            }
            else
            {
                refused[call] = problem;
            }
        }

        IReadOnlyList<SkillOutcome>? outcomes = [];
        if (steps.Count > 0)
        {
            ImmutableArray<PlanStep> wanted = [.. steps.Values];
            outcomes = await stage.CallAsync(wanted, cancellationToken);
            if (outcomes is null)
            {
                return false;
            }
        }

        _messages.Add(new ChatMessage(ChatRole.Assistant, [.. calls]));
        foreach (var call in calls)
        {
            var result = refused.TryGetValue(call, out var reason) ? Prompt.Refusal(reason) : Read(outcomes.First(outcome => outcome.Step == steps[call]));
            _messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, result)]));
        }

        return true;
    }

    /// <summary>What an agent said may be repeated.</summary>
    private string Read(SkillOutcome outcome)
    {
        _check.Learn(outcome.Reply.OutputJson ?? "");
        _check.Learn(outcome.Reply.Message?.En ?? "");
        return Prompt.Result(outcome.Step.Skill, outcome.Reply, options.ResultCharacters);
    }

    private async Task<ModelEnding> FinishAsync(Speech speech)
    {
        if (!speech.IsFree)
        {
            return ModelEnding.LeftToRules;
        }

        var ending = EndingOf(await speech.FlushAsync());
        return ending != ModelEnding.Answered || speech.HasSpoken ? ending : _steps == 0 ? ModelEnding.LeftToRules : ModelEnding.BrokenOff;
    }

    private static ModelEnding EndingOf(Spoken spoken) => spoken switch
    {
        Spoken.Unsupported => ModelEnding.Unsupported,
        Spoken.Stopped => ModelEnding.Stopped,
        _ => ModelEnding.Answered,
    };
}
