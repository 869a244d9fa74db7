using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OrleansAgents.TestKit.Servers;

/// <summary>A server that speaks OpenAI's chat completions over HTTP, streamed, and does in each call what the test has written for it: also what no good server does.</summary>
public sealed class ScriptedChatModel : IAsyncDisposable
{
    private readonly ConcurrentQueue<Func<ChatCall, Task>> _script = new();
    private readonly WebApplication _app;

    private ScriptedChatModel(WebApplication app) => _app = app;

    /// <summary>The base address for a client.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>The requests' bodies, in the order in which they came.</summary>
    public ConcurrentQueue<JsonElement> Requests { get; } = new();

    /// <summary>The keys that came with them.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <summary>Ends when a client has given up a call.</summary>
    public TaskCompletionSource GivenUp { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<ScriptedChatModel> StartAsync()
    {
        var app = LoopbackWeb.Make();
        ScriptedChatModel model = new(app);
        app.MapPost("/v1/chat/completions", model.AnswerAsync);
        await app.StartAsync();
        model.Endpoint = new Uri(app.Urls.First() + "/v1");
        return model;
    }

    /// <summary>What the next call gets that has nothing yet.</summary>
    public ScriptedChatModel Then(Func<ChatCall, Task> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    /// <summary>Words, one piece of the stream each.</summary>
    public ScriptedChatModel ThenSays(params string[] words) => Then(async call =>
    {
        foreach (var word in words)
        {
            await call.SayAsync(word);
        }

        await call.FinishAsync("stop");
    });

    /// <summary>A call of a tool.</summary>
    public ScriptedChatModel ThenCalls(string tool, string argumentsJson) => Then(async call =>
    {
        await call.CallToolAsync(tool, argumentsJson);
        await call.FinishAsync("tool_calls");
    });

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        Requests.Enqueue(await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body));
        Authorizations.Enqueue(http.Request.Headers.Authorization.ToString());
        using var whenGivenUp = http.RequestAborted.Register(() => GivenUp.TrySetResult());
        if (!_script.TryDequeue(out var answer))
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await http.Response.WriteAsync("The test has written no answer for this call.");
            return;
        }

        try
        {
            await answer(new ChatCall(http));
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
    }
}

/// <summary>A call of the scripted model.</summary>
public sealed class ChatCall(HttpContext http)
{
    private int _pieces;

    /// <summary>The connection, for what the helpers do not do.</summary>
    public HttpContext Http => http;

    public Task SayAsync(string words) => PieceAsync(new { content = words }, null);

    public Task RefuseAsync(string words) => PieceAsync(new { refusal = words }, null);

    public Task CallToolAsync(string tool, string argumentsJson)
        => PieceAsync(new { tool_calls = new[] { new { index = 0, id = $"call-{http.TraceIdentifier}", type = "function", function = new { name = tool, arguments = argumentsJson } } } }, null);

    /// <summary>Ends the answer as the protocol says: the reason, the tokens, the end mark.</summary>
    public async Task FinishAsync(string reason, int inputTokens = 100, int outputTokens = 20)
    {
        await PieceAsync(new { }, reason);
        await RawAsync($$$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"scripted","choices":[],"usage":{"prompt_tokens":{{{inputTokens}}},"completion_tokens":{{{outputTokens}}},"total_tokens":{{{inputTokens + outputTokens}}}}}""" + "\n\ndata: [DONE]\n\n");
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task RawAsync(string text)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.ContentType = "text/event-stream";
        }

        await http.Response.WriteAsync(text, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    /// <summary>Refuses the call.</summary>
    public async Task FailAsync(int status, string body, string? retryAfter = null)
    {
        http.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            http.Response.Headers.RetryAfter = retryAfter;
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body);
    }

    /// <summary>Says nothing more until the client goes.</summary>
    public Task HangAsync() => Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);

    /// <summary>Cuts the connection.</summary>
    public void Break() => http.Abort();

    private Task PieceAsync(object delta, string? reason)
    {
        var piece = JsonSerializer.Serialize(new
        {
            id = string.Create(CultureInfo.InvariantCulture, $"c{++_pieces}"),
            @object = "chat.completion.chunk",
            created = 1,
            model = "scripted",
            choices = new[] { new { index = 0, delta, finish_reason = reason } },
        });
        return RawAsync($"data: {piece}\n\n");
    }
}
