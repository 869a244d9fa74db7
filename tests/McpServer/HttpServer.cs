using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace OrleansAgents.McpServer;

/// <summary>The same server over HTTP, in the process of the test: each request is one of its own, without a session.</summary>
public sealed class HttpServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpServer(WebApplication app) => _app = app;

    /// <summary>Where it is.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The keys that came with the requests.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Keys { get; } = new();

    public static async Task<HttpServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        HttpServer server = new(app);
        app.MapPost("/mcp", server.AnswerAsync);
        await app.StartAsync();
        server.Url = new Uri(app.Urls.First() + "/mcp");
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        Keys.Enqueue(http.Request.Headers["X-Key"].ToString());
        var message = await JsonSerializer.DeserializeAsync<JsonRpcMessage>(http.Request.Body, McpJsonUtilities.DefaultOptions, http.RequestAborted);
        await using StreamableHttpServerTransport transport = new() { Stateless = true };
        await using var server = ModelContextProtocol.Server.McpServer.Create(transport, Tools.Options());
        var running = server.RunAsync(http.RequestAborted);
        http.Response.ContentType = "text/event-stream";
        if (!await transport.HandlePostRequestAsync(message!, http.Response.Body, http.RequestAborted))
        {
            http.Response.Headers.ContentType = default;
            http.Response.StatusCode = StatusCodes.Status202Accepted;
        }

        await transport.DisposeAsync();
        await running;
    }
}
