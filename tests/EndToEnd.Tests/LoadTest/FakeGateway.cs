using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OrleansAgents.TestKit.Servers;

namespace OrleansAgents.EndToEnd.Tests;

/// <summary>What a <see cref="FakeGateway"/> does wrong, once in every conversation.</summary>
public enum Fault
{
    None,
    EventTwice,
    EventLost,
    EventOfAnother,
    OtherNumber,
    NoEnd,
    Refuses,
}

/// <summary>
/// A gateway that answers every message with numbers from a table, or with a planned fault: what proves that the load test sees faults.
/// It speaks the API of docs/api.md as far as virtual users use it.
/// </summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Fault _fault;
    private readonly Func<string, string> _answer;
    private readonly ConcurrentDictionary<string, Conversation> _conversations = [];

    private FakeGateway(Fault fault, Func<string, string> answer)
    {
        _fault = fault;
        _answer = answer;
        _app = LoopbackWeb.Make();
        _app.MapPost("/v1/conversations", Create);
        _app.MapPost("/v1/conversations/{id}/messages", PostAsync);
        _app.MapGet("/v1/conversations/{id}/events", StreamAsync);
        _app.MapGet("/v1/conversations/{id}/items", History);
        _app.MapGet("/metrics", () => "process_cpu_seconds_total 1\n");
    }

    public Uri Address => new(_app.Urls.First());

    public string KeyFile { get; } = Path.GetTempFileName();

    /// <summary>Streams that were opened with a last event.</summary>
    public int Resumed { get; private set; }

    /// <param name="fault">What it does wrong.</param>
    /// <param name="answer">The answer to a message.</param>
    public static async Task<FakeGateway> StartAsync(Fault fault, Func<string, string> answer)
    {
        FakeGateway gateway = new(fault, answer);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(gateway.KeyFile, key.ExportPkcs8PrivateKeyPem());
        await gateway._app.StartAsync();
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        File.Delete(KeyFile);
    }

    private IResult Create()
    {
        var id = $"c{_conversations.Count + 1}-{Guid.NewGuid():N}";
        _conversations[id] = new Conversation();
        return Results.Json(new { id }, statusCode: 201);
    }

    private async Task<IResult> PostAsync(string id, HttpRequest request)
    {
        using var body = await JsonDocument.ParseAsync(request.Body);
        var text = body.RootElement.GetProperty("text").GetString()!;
        var clientMessageId = body.RootElement.GetProperty("clientMessageId").GetString();
        var conversation = _conversations[id];
        lock (conversation)
        {
            var isFaulty = _fault != Fault.None && conversation.Turns++ == 0;
            if (isFaulty && _fault == Fault.Refuses)
            {
                return Results.Json(new { type = "urn:orleansagents:over-quota" }, statusCode: 429, contentType: "application/problem+json");
            }

            var turnId = $"t{Guid.NewGuid():N}";
            var sequence = conversation.Add("user.message", new { turnId, clientMessageId, text });
            conversation.Add("turn.started", new { turnId });
            var answer = _answer(text);
            answer = isFaulty && _fault == Fault.OtherNumber ? "no such number" : answer;
            var first = conversation.Add("message.delta", new { turnId, messageId = $"a-{turnId}", text = answer[..1] });
            conversation.Add("message.delta", new { turnId, messageId = $"a-{turnId}", text = answer[1..] });
            conversation.Add("card", new { turnId = isFaulty && _fault == Fault.EventOfAnother ? "another" : turnId });
            conversation.Fault = isFaulty && _fault is Fault.EventTwice or Fault.EventLost ? _fault : conversation.Fault;
            conversation.Add("message.completed", new { turnId, messageId = $"a-{turnId}", text = answer, deltasFrom = first });
            if (!isFaulty || _fault != Fault.NoEnd)
            {
                conversation.Add("turn.completed", new { turnId, outcome = "completed" });
            }

            return Results.Json(new { turnId, seq = sequence }, statusCode: 202);
        }
    }

    private async Task StreamAsync(string id, HttpContext context)
    {
        var after = long.TryParse(context.Request.Headers["Last-Event-ID"], out var last) ? last : 0;
        Resumed += after > 0 ? 1 : 0;
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync();
        var feed = _conversations[id].Follow(after);
        try
        {
            await foreach (var frame in feed.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync(frame, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The client went.
        }
    }

    private IResult History(string id)
    {
        lock (_conversations[id])
        {
            return Results.Json(new { items = _conversations[id].Events.Select(static item => new { sequence = item.Sequence, kind = item.Kind }) });
        }
    }

    /// <summary>Events, and who follows them.</summary>
    private sealed class Conversation
    {
        private readonly List<Channel<string>> _followers = [];

        public List<(long Sequence, string Kind, string Frame)> Events { get; } = [];

        public int Turns { get; set; }

        /// <summary>Happens at the next event.</summary>
        public Fault Fault { get; set; }

        public long Add(string kind, object data)
        {
            var sequence = Events.Count + 1;
            var frame = $"id: {sequence}\nevent: {kind}\ndata: {JsonSerializer.Serialize(data)}\n\n";
            Events.Add((sequence, kind, frame));
            var copies = Fault switch { Fault.EventTwice => 2, Fault.EventLost => 0, _ => 1 };
            Fault = Fault.None;
            foreach (var follower in _followers)
            {
                for (var i = 0; i < copies; i++)
                {
                    follower.Writer.TryWrite(frame);
                }
            }

            return sequence;
        }

        public ChannelReader<string> Follow(long after)
        {
            var follower = Channel.CreateUnbounded<string>();
            lock (this)
            {
                foreach (var item in Events.Where(item => item.Sequence > after))
                {
                    follower.Writer.TryWrite(item.Frame);
                }

                _followers.Add(follower);
            }

            return follower.Reader;
        }
    }
}
