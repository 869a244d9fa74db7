using System.Diagnostics;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace OrleansAgents.LoadTest;

/// <summary>A person with one conversation: follows its stream, writes when told to, and checks what comes.</summary>
internal sealed class VirtualUser(GatewayClient client, string token, string name, double drops, Random random) : IAsyncDisposable
{
    /// <summary>Whoever could not connect waits a little, as every client does that means well.</summary>
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly ConversationCheck _check = new();
    private readonly Dictionary<string, TurnRecord> _turns = [];
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private string _conversation = "";
    private Task _following = Task.CompletedTask;
    private long _start;

    public IEnumerable<TurnRecord> Turns => _turns.Values;

    public IReadOnlyList<Problem> Problems => _check.Problems;

    /// <summary>Streams that this user cut on purpose.</summary>
    public int Dropped { get; private set; }

    /// <summary>Streams that ended otherwise, by how.</summary>
    public Dictionary<string, int> Broken { get; } = [];

    public int Events { get; private set; }

    /// <summary>Begins a conversation and follows it.</summary>
    public async Task PrepareAsync()
    {
        _conversation = await client.CreateConversationAsync(token);
        _following = FollowAsync();
        await await Task.WhenAny(_connected.Task, _following);
    }

    /// <summary>Sets the moment that all times count from.</summary>
    public void StartClock(long timestamp) => _start = timestamp;

    /// <summary>Writes a message; what comes of it is found in its record.</summary>
    public async Task SendAsync(Arrival arrival)
    {
        TurnRecord turn;
        lock (_gate)
        {
            turn = new TurnRecord(arrival, $"{name}-{_turns.Count + 1}") { SentAt = Elapsed() };
            _turns.Add(turn.ClientMessageId, turn);
            _check.Sent(turn.ClientMessageId, arrival.Message.Expectation);
        }

        try
        {
            var result = await client.PostAsync(token, _conversation, turn.ClientMessageId, arrival.Message);
            lock (_gate)
            {
                Note(turn, result);
            }
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            turn.Error = problem is OperationCanceledException ? "no response in time" : problem.Message;
            turn.End();
        }
    }

    /// <summary>Compares with what the gateway has kept, once nothing runs any more.</summary>
    public async Task FinishAsync()
    {
        await _stop.CancelAsync();
        await _following;
        if (_turns.Values.All(static turn => turn.CompletedAt is not null || turn.Refusal is not null))
        {
            _check.Compare(await client.ReadHistoryAsync(token, _conversation));
        }

        _check.Finish();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        _stop.Dispose();
    }

    private TimeSpan Elapsed() => Stopwatch.GetElapsedTime(_start);

    private void Note(TurnRecord turn, PostResult result)
    {
        if (result.TurnId is { } turnId)
        {
            _check.Accepted(turn.ClientMessageId, turnId, result.Sequence);
            return;
        }

        turn.Refusal = result.Refusal;
        _check.Refused(turn.ClientMessageId);
        turn.End();
    }

    private async Task FollowAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var response = await client.OpenStreamAsync(token, _conversation, _check.LastSequence, _stop.Token);
                if (response.IsSuccessStatusCode)
                {
                    _connected.TrySetResult();
                    await ReadAsync(await response.Content.ReadAsStreamAsync(_stop.Token));
                    continue;
                }

                Break($"{(int)response.StatusCode}");
                if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
                {
                    throw new LoadUsageException($"The gateway gave no stream: {(int)response.StatusCode}. Is --key the key of this gateway?");
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException)
            {
                Break(problem.GetType().Name);
            }

            await Task.Delay(ReconnectAfter);
        }
    }

    private async Task ReadAsync(Stream stream)
    {
        await foreach (var item in SseParser.Create(stream, static (_, data) => data.ToArray()).EnumerateAsync(_stop.Token))
        {
            if (item.EventType == "stream.closed")
            {
                using var closed = JsonDocument.Parse(item.Data);
                Break($"closed: {closed.RootElement.GetProperty("reason").GetString()}");
                return;
            }

            using var data = JsonDocument.Parse(item.Data);
            Take(new ReceivedEvent(long.TryParse(item.EventId, out var sequence) ? sequence : 0, item.EventType, data.RootElement), Elapsed());
            if (random.NextDouble() < drops)
            {
                Dropped++;
                return;
            }
        }

        Break("ended");
    }

    private void Take(ReceivedEvent received, TimeSpan at)
    {
        Events++;
        lock (_gate)
        {
            if (_check.Take(received) is not { } message)
            {
                return;
            }

            var turn = _turns[message];
            turn.FirstEventAt ??= at;
            if (received.Kind is "message.delta" or "message.completed")
            {
                turn.FirstTextAt ??= at;
            }
            else if (received.Kind == "turn.completed")
            {
                turn.CompletedAt ??= at;
                turn.Outcome ??= received.Text("outcome");
                turn.End();
            }
        }
    }

    private void Break(string how) => Broken[how] = Broken.GetValueOrDefault(how) + 1;
}
