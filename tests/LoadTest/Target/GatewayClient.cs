using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansAgents.LoadTest;

/// <summary>The part of the HTTP API that virtual users need.</summary>
internal sealed class GatewayClient : IDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    public GatewayClient(Uri address)
        => _http = new HttpClient(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };

    /// <returns>The id of a new conversation.</returns>
    public async Task<string> CreateConversationAsync(string token)
    {
        using var request = Request(HttpMethod.Post, "/v1/conversations", token, new { title = "load" });
        using var response = await SendAsync(request);
        using var body = await ReadAsync(response);
        return response.IsSuccessStatusCode
            ? body!.RootElement.GetProperty("id").GetString()!
            : throw new LoadUsageException($"The gateway made no conversation: {Explain(response, body)}. Is --key the key of this gateway?");
    }

    /// <summary>Sends a message.</summary>
    /// <exception cref="Exception">The request failed, so it is not known whether the message was taken.</exception>
    public async Task<PostResult> PostAsync(string token, string conversation, string clientMessageId, PlannedMessage message)
    {
        var content = new { text = message.Text, clientMessageId, language = message.Language, timeZone = "Asia/Shanghai" };
        using var request = Request(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", token, content);
        using var response = await SendAsync(request);
        using var body = await ReadAsync(response);
        return response.StatusCode switch
        {
            HttpStatusCode.Accepted => new PostResult(body!.RootElement.GetProperty("turnId").GetString(), body.RootElement.GetProperty("seq").GetInt64()),

            // After these nobody knows whether the message was taken, as if there had been no response.
            HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => throw new HttpRequestException(Explain(response, body)),
            _ => new PostResult(null, 0, Explain(response, body)),
        };
    }

    /// <summary>Opens the stream of a conversation after an event. The caller disposes of the response, which ends it.</summary>
    public Task<HttpResponseMessage> OpenStreamAsync(string token, string conversation, long after, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, $"/v1/conversations/{conversation}/events", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (after > 0)
        {
            request.Headers.Add("Last-Event-ID", $"{after}");
        }

        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>The kinds of all events that the gateway has kept of a conversation, by their numbers.</summary>
    public async Task<IReadOnlyDictionary<long, string>> ReadHistoryAsync(string token, string conversation)
    {
        Dictionary<long, string> kinds = [];
        for (long? after = 0; after is not null;)
        {
            using var request = Request(HttpMethod.Get, $"/v1/conversations/{conversation}/items?after={after}&limit=500", token);
            using var response = await SendAsync(request);
            response.EnsureSuccessStatusCode();
            using var page = await ReadAsync(response);
            foreach (var item in page!.RootElement.GetProperty("items").EnumerateArray())
            {
                kinds.Add(item.GetProperty("sequence").GetInt64(), item.GetProperty("kind").GetString()!);
            }

            after = page.RootElement.TryGetProperty("next", out var next) ? next.GetInt64() : null;
        }

        return kinds;
    }

    public async Task<TargetMetrics> ReadMetricsAsync()
    {
        using CancellationTokenSource timeout = new(AnswerWithin);
        using var response = await _http.GetAsync("/metrics", timeout.Token);
        return TargetMetrics.Parse(response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(timeout.Token) : "");
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(HttpMethod method, string path, string token, object? body = null)
    {
        HttpRequestMessage request = new(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private static async Task<JsonDocument?> ReadAsync(HttpResponseMessage response)
        => response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true ? await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync()) : null;

    /// <summary>Status and problem code, which few enough are to be counted by.</summary>
    private static string Explain(HttpResponseMessage response, JsonDocument? body)
        => body is not null && body.RootElement.TryGetProperty("type", out var type) ? $"{(int)response.StatusCode} {type.GetString()}" : $"{(int)response.StatusCode}";

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using CancellationTokenSource timeout = new(AnswerWithin);
        return await _http.SendAsync(request, timeout.Token);
    }
}

/// <summary>What became of a message.</summary>
/// <param name="TurnId">The turn that answers it; null if it was refused.</param>
/// <param name="Sequence">The number of its event.</param>
/// <param name="Refusal">Why it was refused.</param>
internal sealed record PostResult(string? TurnId, long Sequence, string? Refusal = null);
