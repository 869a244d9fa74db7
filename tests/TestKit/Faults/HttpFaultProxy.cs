using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace OrleansAgents.TestKit;

/// <summary>A proxy in front of an HTTP server that does to chosen requests what networks and busy servers do.</summary>
public sealed class HttpFaultProxy : IAsyncDisposable
{
    /// <summary>What belongs to one connection and is not passed on, or is made anew by the client.</summary>
    private static readonly HashSet<string> NotForwarded = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Host", "Upgrade",
    };

    private readonly Uri _target;
    private readonly WebApplication _host;
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });
    private readonly ConcurrentQueue<(string Method, HttpFault Fault)> _plan = new();
    private readonly ConcurrentQueue<string> _requests = new();

    private HttpFaultProxy(Uri target)
    {
        _target = target;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Logging.ClearProviders();
        _host = builder.Build();
        _host.Run(HandleAsync);
    }

    /// <summary>Where the proxy listens, without a path.</summary>
    public Uri Address => new(_host.Urls.Single());

    /// <summary>The requests that came in, such as "PUT /container/name", in order.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Starts a proxy at a free port.</summary>
    /// <param name="target">The server; only its scheme, host and port count.</param>
    public static async Task<HttpFaultProxy> StartAsync(Uri target)
    {
        HttpFaultProxy proxy = new(target);
        await proxy._host.StartAsync();
        return proxy;
    }

    /// <summary>The next requests of this method meet these faults, one each; requests of other methods pass.</summary>
    public void Plan(string method, params ReadOnlySpan<HttpFault> faults)
    {
        foreach (var fault in faults)
        {
            _plan.Enqueue((method, fault));
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A connection that is kept without an answer would hold a graceful stop.
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _host.StopAsync(now.Token);
        await _host.DisposeAsync();
        _client.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        _requests.Enqueue($"{context.Request.Method} {path}");
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        var fault = Take(context.Request.Method);
        HttpResponseMessage? answer = null;
        for (var i = 0; i < (fault?.Forwards ?? 1); i++)
        {
            answer?.Dispose();
            answer = await ForwardAsync(context.Request, path, body.ToArray());
        }

        if (fault?.Meanwhile is { } meanwhile)
        {
            await meanwhile();
        }

        using (answer)
        {
            if (fault is { Answers: false })
            {
                await WithholdAsync(context, fault);
            }
            else if (fault is { Status: { } status })
            {
                context.Response.StatusCode = status;
                foreach (var (name, value) in fault.Headers)
                {
                    context.Response.Headers[name] = value;
                }
            }
            else
            {
                await PassAsync(answer!, context.Response);
            }
        }
    }

    private HttpFault? Take(string method)
    {
        lock (_plan)
        {
            return _plan.TryPeek(out var next) && next.Method == method && _plan.TryDequeue(out next) ? next.Fault : null;
        }
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpRequest incoming, string path, byte[] body)
    {
        // The path goes on as it came: signatures cover its encoding.
        Uri address = new(_target.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using HttpRequestMessage request = new(new HttpMethod(incoming.Method), address);
        if (body.Length > 0 || incoming.ContentLength is not null)
        {
            request.Content = new ByteArrayContent(body);
        }

        foreach (var (name, values) in incoming.Headers.Where(static header => !NotForwarded.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return await _client.SendAsync(request, CancellationToken.None);
    }

    private static async Task WithholdAsync(HttpContext context, HttpFault fault)
    {
        if (fault.KeepsConnection)
        {
            TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = context.RequestAborted.Register(ended.SetResult);
            await ended.Task;
        }

        context.Abort();
    }

    private static async Task PassAsync(HttpResponseMessage answer, HttpResponse outgoing)
    {
        outgoing.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(static header => !NotForwarded.Contains(header.Key)))
        {
            outgoing.Headers[name] = values.ToArray();
        }

        if (outgoing.StatusCode is not (204 or 304))
        {
            await answer.Content.CopyToAsync(outgoing.Body);
        }
    }
}
