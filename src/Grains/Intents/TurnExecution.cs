using System.Text.Json;
using System.Threading.Channels;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Model;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Grains.Telemetry;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Grains.Intents;

/// <summary>One attempt to run a turn: understand, plan, fan out, answer.</summary>
/// <remarks>
/// A single loop owns the plan and the answer; calls to agents end up in its inbox. Whatever has come in while the session was storing the last events is handled together, so a burst of answers
/// costs one write. The loop ends when the plan has ended, when the session says stop, or at the deadline, after which missing answers are failures like any other.
/// </remarks>
internal sealed class TurnExecution(
    TurnRequest request, IGrainFactory grains, IUnderstanding understanding, IPlanner planner, ManifestSet manifests, TurnEvents events, SkillScores scores, ConversationMemory memory, TimeProvider time, ITurnModel? model = null)
{
    /// <summary>Attempts to reach an agent; more would be overload on top of trouble.</summary>
    private const int CallAttemptsMax = 3;

    private readonly Channel<SkillEnd> _inbox = Channel.CreateUnbounded<SkillEnd>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Answer _answer = new(request, manifests, events, model is not null);
    private readonly string _user = SessionKey.Parse(request.Session).User;

    /// <summary>Runs the turn to its end, or until the session wants no more of it.</summary>
    public async Task<TurnResult> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var need = Understand(now);
        _answer.Language = need.Understood.Language;
        PlanningResult planning;
        using (AssistantTelemetry.StartPlan())
        {
            planning = await planner.PlanAsync(need, cancellationToken);
        }

        using CancellationTokenSource calls = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        PlanRun? run = null;
        try
        {
            if (model is not null)
            {
                TurnStage stage = new(_answer, events, manifests.Hash, FanOutAsync, token => memory.RecallAsync(request.Session, request.TurnId, token));
                _answer.IsLedByModel = true;
                var end = await model.RunAsync(new ModelTurn(request.TurnId, need, request.Question?.Text, planning), stage, calls.Token);
                if (end.Ending == ModelEnding.Stopped)
                {
                    return TurnResult.Stopped;
                }

                _answer.EndModel(end, stage.HasResults);
                if (end.Ending == ModelEnding.Answered || stage.HasResults)
                {
                    // What needs a confirmation was not offered to the model, so it is the rules that say so.
                    run = stage.ToRun();
                    planning = new PlanningResult(null, null, [.. planning.Unmet.Where(static unmet => unmet.Reason == UnmetReason.NeedsConfirmation)]);
                }
            }

            if (planning.Plan is { } plan)
            {
                run = await FanOutAsync(plan, plan, calls.Token);
                if (run is null)
                {
                    return TurnResult.Stopped;
                }
            }
        }
        finally
        {
            // A turn that ends early leaves no agent working for it.
            await calls.CancelAsync();
        }

        var outcome = _answer.Finish(planning, run, need.Understood);
        return await events.SendAsync() ? new TurnResult(outcome, now, run) : TurnResult.Stopped;
    }

    private Need Understand(DateTimeOffset now)
    {
        using var activity = AssistantTelemetry.StartUnderstanding();
        return request.ToNeed(understanding, manifests, now);
    }

    /// <param name="plan">What is called.</param>
    /// <param name="shown">What the person sees as the plan: this and what was called before.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The plan at its end; null if the session said stop.</returns>
    private async Task<PlanRun?> FanOutAsync(Plan plan, Plan shown, CancellationToken cancellationToken)
    {
        plan = StepOrder.Apply(plan, manifests, scores);
        _answer.Show(StepOrder.Apply(shown, manifests, scores));
        var move = PlanRunner.Begin(plan);
        Act(move.Actions, cancellationToken);
        if (!await events.SendAsync())
        {
            return null;
        }

        while (!move.Run.HasEnded)
        {
            // Every call ends by its own deadline, so there is always a next one.
            await _inbox.Reader.WaitToReadAsync(CancellationToken.None);
            while (_inbox.Reader.TryRead(out var end))
            {
                _answer.Show(end);
                move = PlanRunner.On(move.Run, end.Step.Id, end.Attempt, end.Reply);
                Act(move.Actions, cancellationToken);
            }

            if (!await events.SendAsync())
            {
                return null;
            }
        }

        return move.Run;
    }

    private void Act(IReadOnlyList<PlanAction> actions, CancellationToken cancellationToken)
    {
        foreach (var action in actions)
        {
            switch (action)
            {
                case CallSkill call:
                    _answer.Show(call);
                    _ = CallAsync(call, cancellationToken);
                    break;
                case ReportSkipped skipped:
                    _answer.ShowSkipped(skipped);
                    break;
            }
        }
    }

    /// <summary>Step 6: the call goes to the user's relation to the agent. It always ends as a reply in the inbox.</summary>
    private async Task CallAsync(CallSkill call, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var activity = AssistantTelemetry.StartStep(call);
        SkillReply reply;
        try
        {
            var link = grains.GetGrain<IAgentLinkGrain>($"{_user}/{call.Skill.Agent}");
            SkillCall skillCall = new()
            {
                Skill = call.Skill,
                ArgumentsJson = call.ArgumentsJson,
                User = _user,
                Language = _answer.Language,
                TimeZone = request.TimeZone,
                Deadline = call.Step.Deadline,
                Purpose = $"{request.TurnId}/{call.Step.Id}",
            };

            reply = await InvokeAsync(link, skillCall, call.Step, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            reply = SkillReply.Failed(SkillFailure.Cancelled, SkillTexts.Cancelled);
        }
        catch (TimeoutException)
        {
            reply = SkillReply.Failed(SkillFailure.DeadlineExceeded, SkillTexts.DeadlineExceeded);
        }
        catch (Exception failure)
        {
            activity?.AddException(failure);
            reply = SkillReply.Failed(SkillFailure.Unavailable, SkillTexts.Unavailable);
        }

        AssistantTelemetry.RecordStep(activity, call.Skill, reply.Failure, time.GetElapsedTime(started));
        await _inbox.Writer.WriteAsync(new SkillEnd(call.Step, call.Attempt, call.Skill, reply, time.GetElapsedTime(started)), CancellationToken.None);
    }

    /// <summary>A call that was lost on its way is made again while the step has time, if it only reads: an engine may lose calls, and silos go.</summary>
    private async Task<SkillReply> InvokeAsync(IAgentLinkGrain link, SkillCall call, PlanStep step, CancellationToken cancellationToken)
    {
        // The agent answers by the deadline; the margin is for the way.
        var patience = step.Deadline + TimeSpan.FromSeconds(2);
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await link.Invoke(call, cancellationToken).WaitAsync(patience, time, cancellationToken);
            }
            catch (Exception lost) when (lost is TimeoutException or OrleansException && step.Effect == SkillEffect.Read && attempt < CallAttemptsMax && time.GetElapsedTime(started) < step.Deadline)
            {
                // Whatever the first attempt still does changes nothing.
            }
        }
    }
}

/// <summary>What came of a turn.</summary>
/// <param name="Outcome">How it ended; <see cref="TurnOutcomes.Cancelled"/> if it was stopped.</param>
/// <param name="At">When its message was read.</param>
/// <param name="Run">What agents gave; null if none was called.</param>
internal sealed record TurnResult(string Outcome, DateTimeOffset At, PlanRun? Run)
{
    public static TurnResult Stopped { get; } = new(TurnOutcomes.Cancelled, default, null);
}

/// <summary>A call that has ended.</summary>
internal sealed record SkillEnd(PlanStep Step, int Attempt, SkillRef Skill, SkillReply Reply, TimeSpan Took);
