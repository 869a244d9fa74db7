using System.Diagnostics;
using System.Threading.Channels;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Storage;

namespace OrleansAgents.Assistant.Tests.Support;

/// <summary>A conversation as a client sees it.</summary>
/// <remarks>
/// On an engine that loses calls it does what a page does: it asks again, looks at the log in case a hint was lost, and, when nothing has happened for long, touches the session anew. In production the session's watch and
/// its reminder see to that last one after a minute or two, which is longer than a test should wait; here the session's activation is ended instead, as a crash would end it, and the next one begins.
/// </remarks>
internal sealed class Conversation : IEventHints
{
    /// <summary>Far longer than anything here takes; it only ends a test that would hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>How long to wait for a hint that an engine may have lost.</summary>
    private static readonly TimeSpan HintMax = TimeSpan.FromMilliseconds(50);

    /// <summary>Longer than a runner tries to reach its session.</summary>
    private static readonly TimeSpan QuietMax = TimeSpan.FromSeconds(5);

    private readonly Channel<EventHint> _hints = Channel.CreateUnbounded<EventHint>();
    private readonly AssistantCluster _cluster;
    private readonly IEventHints _self;

    private Conversation(AssistantCluster cluster, SessionKey key)
    {
        _cluster = cluster;
        _self = cluster.Silos!.Client.CreateObjectReference<IEventHints>(this);
        Key = key;
        Grain = cluster.Silos.Client.GetGrain<ISessionGrain>(key.ToString());
    }

    public SessionKey Key { get; }

    public ISessionGrain Grain { get; }

    public static async Task<Conversation> OpenAsync(AssistantCluster cluster, SessionKey key)
    {
        Conversation conversation = new(cluster, key);
        await cluster.CallAsync(() => conversation.Grain.Create(""));
        await conversation.SubscribeAsync();
        return conversation;
    }

    /// <summary>Asks for hints; whoever lives longer than an activation asks again.</summary>
    public Task SubscribeAsync() => _cluster.CallAsync(() => Grain.Subscribe(_self));

    public Task Appended(EventHint hint)
    {
        _hints.Writer.TryWrite(hint);
        return Task.CompletedTask;
    }

    public Task<SubmitReply> SubmitAsync(string text, string? id = null, OnBusy onBusy = OnBusy.Enqueue)
        => _cluster.CallAsync(() => Grain.Submit(new SessionMessage(text, id ?? text, onBusy, "en", "Asia/Shanghai")));

    public Task<TurnReply> CancelAsync(string turnId) => _cluster.CallAsync(() => Grain.Cancel(turnId));

    public Task<SubmitReply> RegenerateAsync(string turnId, string id) => _cluster.CallAsync(() => Grain.Regenerate(turnId, id));

    public Task<bool> DeleteAsync() => _cluster.CallAsync(Grain.Delete);

    /// <summary>Submits a message and waits for the end of its turn.</summary>
    public async Task<TurnCompletedPayload> TurnAsync(string text, string? id = null)
    {
        var reply = await SubmitAsync(text, id);

        // What is sent again because its answer was lost has been taken before.
        Assert.True(reply.Outcome == SubmitOutcome.Accepted || (_cluster.Weak is not null && reply.Outcome == SubmitOutcome.Repeated), reply.ToString());
        return await EndOfAsync(reply.TurnId!);
    }

    public async Task<TurnCompletedPayload> EndOfAsync(string turnId)
        => EventJson.Read<TurnCompletedPayload>((await WaitForAsync(e => e.Kind == EventKinds.TurnCompleted && EventJson.Read<TurnCompletedPayload>(e.Data).TurnId == turnId)).Data);

    /// <summary>Waits until the log has such an event.</summary>
    public async Task<StoredEvent> WaitForAsync(Func<StoredEvent, bool> isIt)
    {
        StoredEvent? found = null;
        await UntilAsync(events => (found = events.FirstOrDefault(isIt)) is not null);
        return found!;
    }

    /// <summary>Waits for what a turn causes. False if the turn has ended without it, as it may where calls are lost.</summary>
    public async Task<bool> ReachesAsync(Task reached, string turnId)
    {
        if (_cluster.Weak is null)
        {
            await reached;
            return true;
        }

        await UntilAsync(events => reached.IsCompleted || events.Any(e => e.Kind == EventKinds.TurnCompleted && EventJson.Read<TurnCompletedPayload>(e.Data).TurnId == turnId));
        return reached.IsCompleted;
    }

    public Task<IReadOnlyList<StoredEvent>> EventsAsync() => _cluster.Log.ReadAsync(Key.ToString(), 0, EventLogLimits.PageMax);

    public async Task<IReadOnlyList<string>> KindsAsync() => [.. (await EventsAsync()).Select(e => e.Kind)];

    /// <summary>What the page shows as the answer of a turn that has ended: its words, or, of one that was cut off too often to say any, the reason.</summary>
    public async Task<string> AnswerAsync(string turnId)
    {
        var events = await EventsAsync();
        var answer = events.Where(static e => e.Kind == EventKinds.MessageCompleted).Select(static e => EventJson.Read<MessageCompletedPayload>(e.Data)).LastOrDefault(message => message.TurnId == turnId);
        return answer is null && _cluster.Weak is not null ? (await EndOfAsync(turnId)).Reason!.En : answer!.Text;
    }

    private async Task UntilAsync(Func<IReadOnlyList<StoredEvent>, bool> isSo)
    {
        using CancellationTokenSource patience = new(Patience);
        var last = -1L;
        var quiet = Stopwatch.StartNew();
        while (true)
        {
            var events = await EventsAsync();
            if (isSo(events))
            {
                return;
            }

            var position = events.Count == 0 ? 0 : events[^1].Sequence;
            if (position != last)
            {
                (last, quiet) = (position, Stopwatch.StartNew());
            }

            await HintAsync(patience.Token);
            if (_cluster.Weak is not null && quiet.Elapsed > QuietMax)
            {
                quiet.Restart();
                await _cluster.EndActivationAsync(this);
                await SubscribeAsync();
            }
        }
    }

    private async Task HintAsync(CancellationToken patience)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(patience);
        if (_cluster.Weak is not null)
        {
            wait.CancelAfter(HintMax);
        }

        try
        {
            await _hints.Reader.ReadAsync(wait.Token);
        }
        catch (OperationCanceledException) when (!patience.IsCancellationRequested)
        {
            // The log is looked at without one.
        }
    }
}
