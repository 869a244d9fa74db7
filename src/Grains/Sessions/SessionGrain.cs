using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Orleans.Utilities;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Users;
using OrleansAgents.Storage;

namespace OrleansAgents.Grains.Sessions;

/// <summary>One conversation.</summary>
/// <remarks>
/// <para>Problem. A conversation must show the same events in the same order on every screen, lose none in a crash, take each message once however often it is sent, and never hang, although
/// the engine may activate a grain twice, lose calls, and end with the process at any moment.</para>
/// <para>Scheme. The event log is the only truth: an append names the number it follows, so of two activations one is refused and begins anew. What happens is appended first and told afterwards.
/// The state that the queue of turns needs is a small snapshot, stored with the very events that changed it.</para>
/// <para>A turn. Submit appends <c>user.message</c> and, if nothing runs, <c>turn.started</c>, and answers. The intent gateway is then asked to run the turn; it says yes and comes back with events
/// through Append, until <c>turn.completed</c>, which starts the next turn in the same write. The session awaits no model and no agent.</para>
/// <para>Crash. Turn ids are made from the client's message ids and are keys in the log, so a repeated message is known for ever. Each attempt to run a turn has a number, and events of
/// another attempt are refused, which also is how a runner learns that it was cancelled. An activation that finds a running turn in its snapshot begins the next attempt at once: the turns that run
/// here only read, so that does no harm. A reminder wakes a session that nobody touches.</para>
/// </remarks>
[ColocateByKeyPrefix]
internal sealed partial class SessionGrain(IEventLog log, TimeProvider time, ILogger<SessionGrain> logger) : Grain, ISessionGrain, IRemindable
{
    /// <summary>Wakes the session while a turn runs, in case the process ends.</summary>
    private const string WakeReminder = "turn";

    /// <summary>A title is one line of a list.</summary>
    private const int TitleCharactersMax = 40;

    /// <summary>Client retries come within seconds; older ones are found in the log.</summary>
    private const int RecentTurnsMax = 64;

    private readonly ObserverManager<IEventHints> _readers = new(SessionLimits.HintsFor, logger) { GetDateTime = () => time.GetUtcNow().UtcDateTime };

    /// <summary>Turns whose messages this activation has taken: a message that is sent again soon is known without an attempt to write it.</summary>
    private readonly HashSet<string> _recent = [];

    private SessionKey _key;
    private SessionLog? _log;
    private SessionSnapshot _snapshot = new();
    private AnswerDraft _draft = new("");
    private IGrainTimer? _heldTimer;
    private IGrainTimer? _watch;
    private int _lastAppend;
    private long _lastHeard;
    private bool _isReminded;
    private bool _isUntitled;

    private string Stream => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = SessionKey.Parse(Stream);
        if (await log.ReadStreamAsync(Stream, cancellationToken) is { } stream)
        {
            await OpenAsync(stream);
        }
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_log is { IsBroken: false } && _snapshot.Running is null)
        {
            await ForgetReminderAsync();
        }
    }

    /// <inheritdoc/>
    public async Task Create(string title)
    {
        if (_log is not null)
        {
            return;
        }

        try
        {
            await log.AppendAsync(new EventAppend { Stream = Stream, ExpectedSequence = 0, Events = [], Birth = new StreamBirth(_key.User, title) });
        }
        catch (EventSequenceException)
        {
            // Another activation, or a call that was thought lost, has made it.
        }

        var stream = await log.ReadStreamAsync(Stream) ?? throw new SessionMovedException(Stream, null);
        await OpenAsync(stream);
    }

    /// <summary>Step 2: the message is made durable under its key; its turn starts, or waits.</summary>
    public async Task<SubmitReply> Submit(SessionMessage message)
    {
        if (!await IsOpenAsync())
        {
            return NoSuchConversation();
        }

        if (message.Text.Length is 0 or > SessionLimits.MessageCharactersMax)
        {
            throw new ArgumentException($"The message has {message.Text.Length} characters; 1 to {SessionLimits.MessageCharactersMax} are allowed.", nameof(message));
        }

        var turnId = TurnIdOf(message.ClientMessageId);
        return await AdmitAsync(new UserMessagePayload(turnId, $"m-{turnId}", message.ClientMessageId, message.Text), message.OnBusy, message.Language, message.TimeZone);
    }

    /// <inheritdoc/>
    public async Task<SubmitReply> Regenerate(string turnId, string? clientMessageId)
    {
        if (!await IsOpenAsync())
        {
            return NoSuchConversation();
        }

        if (await log.FindAsync(Stream, turnId) is not { Kind: EventKinds.UserMessage } found)
        {
            return new SubmitReply(SubmitOutcome.NotFound, Detail: $"The conversation has no turn '{turnId}'.");
        }

        var asked = EventJson.Read<UserMessagePayload>(found.Data);
        var regenerated = TurnIdOf($"{turnId}/{clientMessageId ?? _log!.Position.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        var profile = await GrainFactory.GetGrain<IUserGrain>(_key.User).GetProfile();
        return await AdmitAsync(asked with { TurnId = regenerated, MessageId = $"m-{regenerated}", ClientMessageId = null, Replaces = turnId }, OnBusy.Enqueue, profile.Language, profile.TimeZone);
    }

    /// <inheritdoc/>
    public async Task<TurnReply> Cancel(string turnId)
    {
        if (!await IsOpenAsync())
        {
            return TurnReply.NotFound;
        }

        if (_snapshot.Running?.TurnId == turnId)
        {
            await EndRunningAsync(TurnEndings.Cancelled(turnId));
            return TurnReply.Done;
        }

        if (TurnQueue.Withdraw(_snapshot, turnId) is { } withdrawn)
        {
            _snapshot = withdrawn;
            await WriteAsync(new SessionWrite([New(EventKinds.TurnCompleted, TurnEndings.Cancelled(turnId))], withdrawn.Write()));
            return TurnReply.Done;
        }

        // A turn that another activation has begun is unknown here, and has not ended for that.
        await CheckCurrentAsync();
        return await log.FindAsync(Stream, turnId) is null ? TurnReply.NotFound : TurnReply.Ended;
    }

    /// <inheritdoc/>
    public async Task<bool> Delete()
    {
        // The log goes first: once it has, no activation can write, whatever it remembers. Until then the turn runs, in case this fails.
        var existed = await log.DeleteAsync(Stream);
        var running = _snapshot.Running;
        (_log, _snapshot) = (null, new SessionSnapshot());
        DeactivateOnIdle();
        if (running is not null)
        {
            StopRunner(running.TurnId);
        }

        await ForgetReminderAsync();
        return existed;
    }

    /// <inheritdoc/>
    public async Task<long?> Subscribe(IEventHints hints)
    {
        if (!await IsOpenAsync())
        {
            return null;
        }

        _readers.Subscribe(hints, hints);
        return _log!.Position;
    }

    /// <inheritdoc/>
    public Task Unsubscribe(IEventHints hints)
    {
        _readers.Unsubscribe(hints);
        return Task.CompletedTask;
    }

    /// <summary>Being woken is enough: a turn that was cut off began again when this activation did.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _isReminded = true;
        if (_snapshot.Running is null)
        {
            await ForgetReminderAsync();
        }
    }

    /// <summary>The same message makes the same turn, so a repeated one is found by its key in the log.</summary>
    private string TurnIdOf(string clientMessageId)
        => "t" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Stream}\n{clientMessageId}")).AsSpan(0, 10));

    private static SubmitReply NoSuchConversation() => new(SubmitOutcome.NotFound, Detail: "There is no such conversation.");

    private static NewEvent New<T>(string kind, T payload, string? key = null) => new(kind, EventJson.Write(payload), key);

    /// <summary>Whether the conversation exists. An activation that began before it, or beside the one that has made it, looks again.</summary>
    private async Task<bool> IsOpenAsync()
    {
        if (_log is null && await log.ReadStreamAsync(Stream) is { } stream)
        {
            await OpenAsync(stream);
        }

        if (_log is null)
        {
            // Nothing is kept of a conversation that does not exist, not even that somebody asked.
            DeactivateOnIdle();
        }

        return _log is not null;
    }

    private async Task OpenAsync(EventStream stream)
    {
        _log = new SessionLog(log, Stream, stream.LastSequence, Tell);
        _snapshot = SessionSnapshot.Read(stream.Snapshot);
        _isUntitled = stream.Title.Length == 0;
        if (_snapshot.Running is not null)
        {
            await RetryAsync();
        }
    }

    /// <summary>A conversation that nobody has named is called by its first message.</summary>
    private string? TitleFrom(string text)
    {
        if (!_isUntitled)
        {
            return null;
        }

        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= TitleCharactersMax ? line : string.Concat(line.AsSpan(0, TitleCharactersMax - 1).TrimEnd(), "…");
    }

    private async Task<SubmitReply> AdmitAsync(UserMessagePayload message, OnBusy onBusy, string language, string timeZone)
    {
        if (_recent.Contains(message.TurnId) && await RepeatedAsync(message) is { } repeated)
        {
            return repeated;
        }

        var admission = TurnQueue.Admit(_snapshot, new TurnTicket(message.TurnId, Attempt: 0, language, timeZone), onBusy, _log!.Position);
        if (admission.Outcome != SubmitOutcome.Accepted)
        {
            if (await RepeatedAsync(message) is { } earlier)
            {
                return earlier;
            }

            await CheckCurrentAsync();
            return Refused(admission.Outcome);
        }

        // A repeated message is not charged; but asking the log first would cost every new message a read.
        var quota = await GrainFactory.GetGrain<IUserGrain>(_key.User).TakeMessage();
        if (!quota.Granted)
        {
            return await RepeatedAsync(message) ?? new SubmitReply(SubmitOutcome.OverQuota, Detail: $"Too many messages; the next one can be sent in {Math.Ceiling(quota.RetryAfter.TotalSeconds)} s.", RetryAfter: quota.RetryAfter);
        }

        // Events of the running turn may have come while the quota was asked for.
        admission = TurnQueue.Admit(_snapshot, new TurnTicket(message.TurnId, Attempt: 0, language, timeZone), onBusy, _log!.Position);
        if (admission.Outcome != SubmitOutcome.Accepted)
        {
            return Refused(admission.Outcome);
        }

        var before = _snapshot;
        try
        {
            return await TakeAsync(message, admission);
        }
        catch (EventKeyException) when (ReferenceEquals(_snapshot, admission.Snapshot))
        {
            _snapshot = before;
            return await RepeatedAsync(message) ?? throw new SessionMovedException(Stream, null);
        }
        catch (EventKeyException)
        {
            // The running turn has changed what rested on the refused message; the next activation begins from what is stored.
            DeactivateOnIdle();
            return await RepeatedAsync(message) ?? throw new SessionMovedException(Stream, null);
        }
    }

    private async Task<SubmitReply> TakeAsync(UserMessagePayload message, Admission admission)
    {
        List<NewEvent> events = [];
        if (admission.Interrupts is { } interrupted)
        {
            if (_draft.Unfinished(interrupted.TurnId) is { } unfinished)
            {
                // The deltas stay in the log: a keyed write folds nothing.
                events.Add(New(EventKinds.MessageCompleted, unfinished));
            }

            events.Add(New(EventKinds.TurnCompleted, TurnEndings.Cancelled(interrupted.TurnId)));
        }

        events.Add(New(EventKinds.UserMessage, message, key: message.TurnId));
        var offset = events.Count - 1;
        if (admission.Starts)
        {
            events.Add(New(EventKinds.TurnStarted, new TurnStartedPayload(message.TurnId, Attempt: 1)));
        }

        _snapshot = admission.Snapshot;
        var first = await WriteAsync(new SessionWrite(events, admission.Snapshot.Write()) { Title = TitleFrom(message.Text) });
        _isUntitled = false;
        if (_recent.Count >= RecentTurnsMax)
        {
            _recent.Clear();
        }

        _recent.Add(message.TurnId);
        if (admission.Interrupts is not null)
        {
            StopRunner(admission.Interrupts.TurnId);
        }

        if (admission.Starts)
        {
            await RemindAsync();
            Run(admission.Snapshot.Running, message.Text);
        }

        return new SubmitReply(SubmitOutcome.Accepted, message.TurnId, first + offset);
    }

    private async Task<SubmitReply?> RepeatedAsync(UserMessagePayload message)
    {
        if (await log.FindAsync(Stream, message.TurnId) is not { } found)
        {
            return null;
        }

        return EventJson.Read<UserMessagePayload>(found.Data).Text == message.Text
            ? new SubmitReply(SubmitOutcome.Repeated, message.TurnId, found.Sequence)
            : new SubmitReply(SubmitOutcome.OtherText, message.TurnId, found.Sequence, $"Client message id '{message.ClientMessageId}' was used for another text; give a new message a new id.");
    }

    private static SubmitReply Refused(SubmitOutcome outcome)
        => new(outcome, Detail: outcome == SubmitOutcome.QueueFull
            ? $"{SessionLimits.QueuedTurnsMax} turns wait in this conversation; wait for turn.completed, or send the message with onBusy 'interrupt'."
            : "A turn runs in this conversation, and the message was sent with onBusy 'reject'; wait for turn.completed, or send it with 'enqueue' or 'interrupt'.");

    /// <summary>A log that is broken ends this activation; the next one begins from what is stored.</summary>
    private async Task<long> WriteAsync(SessionWrite write)
    {
        try
        {
            return await _log!.WriteAsync(write);
        }
        catch (SessionMovedException)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>Step 7: events that are durable are told to whoever reads.</summary>
    private void Tell(IReadOnlyList<StoredEvent> stored)
    {
        foreach (var e in stored)
        {
            if (e.Kind == EventKinds.MessageDelta && _draft.FirstDelta == 0)
            {
                _draft.FirstDelta = e.Sequence;
            }
        }

        if (_readers.Count == 0 || stored.Count == 0)
        {
            return;
        }

        var isSmall = stored.Sum(static e => e.Data.Length) <= SessionLimits.HintBytesMax;
        EventHint hint = new(Stream, stored[^1].Sequence, isSmall ? [.. stored.Select(static e => new HintedEvent(e.Sequence, e.Kind, e.At, e.Data))] : []);
        _ = _readers.Notify(reader => reader.Appended(hint));
    }
}
