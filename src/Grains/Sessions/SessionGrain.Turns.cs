using Microsoft.Extensions.Logging;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Storage;

namespace OrleansAgents.Grains.Sessions;

/// <summary>The running turn: it is given to a runner, its events are taken, its silence is noticed, its end starts the next.</summary>
internal sealed partial class SessionGrain
{
    /// <summary>Attempts to have a runner begin. It is asked on this silo, so more than a few failures mean that it is overloaded.</summary>
    private const int StartAttemptsMax = 4;

    /// <inheritdoc/>
    public async Task<AppendReply> Append(TurnAppend append)
    {
        if (_log is null || _log.IsBroken || _snapshot.Running is not { } running || running.TurnId != append.TurnId || running.Attempt != append.Attempt)
        {
            await CheckCurrentAsync();
            LogRefused(append.TurnId, append.Attempt, _snapshot.Running?.TurnId ?? "none");
            return AppendReply.Stop;
        }

        // Its runner sends an append again when it has not heard of the first.
        if (append.Number <= _lastAppend)
        {
            return AppendReply.Continue;
        }

        _lastAppend = append.Number;
        _lastHeard = time.GetTimestamp();
        await TakeEventsAsync(append.TurnId, append.Events);
        return AppendReply.Continue;
    }

    /// <summary>An activation that others have overtaken knows nothing of what runs; it must neither stop a turn nor say that one has ended.</summary>
    private async Task CheckCurrentAsync()
    {
        var stream = await log.ReadStreamAsync(Stream);
        if (_log?.IsBroken == true || (stream is not null && stream.LastSequence > (_log?.Position ?? -1)))
        {
            DeactivateOnIdle();
            throw new SessionMovedException(Stream, null);
        }
    }

    private async Task TakeEventsAsync(string turnId, IReadOnlyList<TurnEvent> events)
    {
        var answer = events.FirstOrDefault(static e => e.Kind == EventKinds.MessageCompleted) is { } completed ? EventJson.Read<MessageCompletedPayload>(completed.Data) : null;
        var ends = events.Any(static e => e.Kind == EventKinds.TurnCompleted);
        List<NewEvent> before = [], after = [];
        var current = before;
        foreach (var e in events)
        {
            switch (e.Kind)
            {
                case EventKinds.MessageDelta:
                    _draft.Add(EventJson.Read<MessageDeltaPayload>(e.Data));
                    break;
                case EventKinds.MessageCompleted:
                    current = after;
                    break;
                default:
                    current.Add(new NewEvent(e.Kind, e.Data));
                    break;
            }
        }

        if (answer is not null)
        {
            _draft.DropHeld();
        }
        else if (before.Count == 0 && !_draft.IsHeldFull)
        {
            _heldTimer ??= this.RegisterGrainTimer(WriteHeldAsync, new GrainTimerCreationOptions { DueTime = SessionLimits.DeltasHeldFor, Period = Timeout.InfiniteTimeSpan, Interleave = true });
            return;
        }
        else if (_draft.HasHeld)
        {
            before.Add(_draft.TakeHeld());
        }

        byte[]? snapshot = null;
        TurnTicket? next = null;
        if (ends)
        {
            snapshot = End(events.FirstOrDefault(static e => e.Kind == EventKinds.Question), answer is null ? before : after);
            next = _snapshot.Running;
        }

        var draft = _draft;
        await WriteAsync(answer is null ? new SessionWrite(before, snapshot) : new AnswerWrite(before, answer, after, snapshot, draft));
        if (ends)
        {
            Continue(next);
        }
    }

    /// <summary>Ends the running turn from here. What it had begun to say stays.</summary>
    private async Task EndRunningAsync(TurnCompletedPayload ending)
    {
        var unfinished = _draft.Unfinished(ending.TurnId);
        _draft.DropHeld();
        var draft = _draft;
        List<NewEvent> events = [New(EventKinds.TurnCompleted, ending)];
        var snapshot = End(question: null, events);
        var next = _snapshot.Running;
        await WriteAsync(unfinished is null ? new SessionWrite(events, snapshot) : new AnswerWrite([], unfinished, events, snapshot, draft));
        StopRunner(ending.TurnId);
        Continue(next);
    }

    /// <summary>Takes the running turn off, and adds the start of the next to the events that end it.</summary>
    private byte[] End(TurnEvent? question, List<NewEvent> events)
    {
        var ended = _snapshot.Running!;
        AskedQuestion? asked = null;
        if (question is not null)
        {
            var payload = EventJson.Read<QuestionPayload>(question.Data);
            asked = new AskedQuestion(payload.Semantic, payload.Role, [.. (ended.Answers?.Turns ?? []).Add(ended.TurnId).TakeLast(AskedQuestion.TurnsMax)]);
        }

        _snapshot = TurnQueue.End(_snapshot, asked, _log!.Position);
        if (_snapshot.Running is { } next)
        {
            events.Add(New(EventKinds.TurnStarted, new TurnStartedPayload(next.TurnId, next.Attempt)));
        }

        return _snapshot.Write();
    }

    /// <param name="next">The turn that the end has started; null if none waited. Another may run by now: a message that came while the end was written starts its own.</param>
    private void Continue(TurnTicket? next)
    {
        if (_snapshot.Running is null)
        {
            _watch?.Dispose();
            _watch = null;
            return;
        }

        Run(next, text: null);
    }

    /// <summary>The running turn begins again, or ends as failed if it has been tried as often as may be.</summary>
    private async Task RetryAsync()
    {
        var running = _snapshot.Running!;
        if (TurnQueue.Retry(_snapshot, _log!.Position) is not { } retried)
        {
            await EndRunningAsync(TurnEndings.Interrupted(running.TurnId));
            return;
        }

        LogRetried(running.TurnId, retried.Running!.Attempt);
        _snapshot = retried;
        await WriteAsync(new RetryWrite(New(EventKinds.TurnStarted, new TurnStartedPayload(running.TurnId, retried.Running.Attempt)), retried.Write(), running.After));
        await RemindAsync();
        Run(retried.Running, text: null);
    }

    /// <summary>Gives a turn to a runner. It is not awaited: the person has their answer that the message was taken.</summary>
    /// <param name="running">Whom the caller has started. Its start was written in the meantime, and it may have been ended since.</param>
    /// <param name="text">The message; null to read it from the log.</param>
    private void Run(TurnTicket? running, string? text)
    {
        if (running is null || _snapshot.Running != running)
        {
            return;
        }

        _draft = new AnswerDraft(running.TurnId);
        _lastAppend = 0;
        _lastHeard = time.GetTimestamp();
        _watch ??= this.RegisterGrainTimer(WatchAsync, new GrainTimerCreationOptions { DueTime = SessionLimits.SilentTurnMax / 4, Period = SessionLimits.SilentTurnMax / 4, KeepAlive = true });
        _ = RunAsync(running, text);
    }

    private async Task RunAsync(TurnTicket running, string? text)
    {
        try
        {
            var request = new TurnRequest
            {
                Session = Stream,
                TurnId = running.TurnId,
                Attempt = running.Attempt,
                Text = text ?? await TextOfAsync(running.TurnId),
                Language = running.Language,
                TimeZone = running.TimeZone,
                Question = running.Answers is { } asked ? asked.With(string.Join('\n', await Task.WhenAll(asked.Turns.Select(TextOfAsync)))) : null,
            };
            for (var attempt = 1; attempt <= StartAttemptsMax && _snapshot.Running == running; attempt++)
            {
                if (await TryStartAsync(request))
                {
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), time);
            }

            if (_snapshot.Running == running)
            {
                await EndRunningAsync(TurnEndings.Overloaded(running.TurnId));
            }
        }
        catch (Exception failure)
        {
            // The turn stays in the snapshot as running; the watch or the next activation begins it again.
            LogNotStarted(failure, running.TurnId);
        }
    }

    private async Task<bool> TryStartAsync(TurnRequest request)
    {
        try
        {
            return await GrainFactory.GetGrain<IIntentGatewayGrain>(0).Start(request) == TurnStart.Started;
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            // It may run all the same; the runner refuses a turn that it has, and the session takes the events of one attempt only.
            LogNotStarted(failure, request.TurnId);
            return false;
        }
    }

    private async Task<string> TextOfAsync(string turnId)
        => await log.FindAsync(Stream, turnId) is { } found ? EventJson.Read<UserMessagePayload>(found.Data).Text : "";

    private void StopRunner(string turnId) => _ = StopRunnerAsync(turnId);

    private async Task StopRunnerAsync(string turnId)
    {
        try
        {
            await GrainFactory.GetGrain<IIntentGatewayGrain>(0).Stop(Stream, turnId);
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            // The runner hears it with its next append.
            LogNotStopped(failure, turnId);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        if (_snapshot.Running is { } running && time.GetElapsedTime(_lastHeard) > SessionLimits.SilentTurnMax)
        {
            LogSilent(running.TurnId, time.GetElapsedTime(_lastHeard));
            await RetryAsync();
        }
    }

    private async Task WriteHeldAsync(CancellationToken cancellationToken)
    {
        _heldTimer?.Dispose();
        _heldTimer = null;
        if (_draft.HasHeld && _log is { IsBroken: false })
        {
            await WriteAsync(new SessionWrite([_draft.TakeHeld()], snapshot: null));
        }
    }

    /// <summary>One reminder for a stretch of turns: it is kept until the session rests for a while, so that a turn costs no write for it.</summary>
    private async Task RemindAsync()
    {
        if (!_isReminded)
        {
            _isReminded = true;
            await this.RegisterOrUpdateReminder(WakeReminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        }
    }

    private async Task ForgetReminderAsync()
    {
        if (_isReminded && await this.GetReminder(WakeReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        _isReminded = false;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Events of turn {TurnId}, attempt {Attempt}, are refused: running is {Running}.")]
    private partial void LogRefused(string turnId, int attempt, string running);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Turn {TurnId} begins again, attempt {Attempt}.")]
    private partial void LogRetried(string turnId, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Turn {TurnId} could not be given to a runner.")]
    private partial void LogNotStarted(Exception failure, string turnId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The runner of turn {TurnId} could not be told to stop.")]
    private partial void LogNotStopped(Exception failure, string turnId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Turn {TurnId} has said nothing for {Silence}.")]
    private partial void LogSilent(string turnId, TimeSpan silence);
}
