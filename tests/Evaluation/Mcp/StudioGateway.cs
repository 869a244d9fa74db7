using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.Gateway;

namespace OrleansAgents.Evaluation;

/// <summary>
/// The assistant as it runs in production, on loopback and with data of its own, and beside it the studio's MCP server, a process that it starts. The studio is no agent of the program: an operator registers it by HTTP
/// while the assistant runs, and persons speak by HTTP.
/// </summary>
internal sealed class StudioGateway : IAsyncDisposable
{
    /// <summary>Far longer than anything here takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;
    private readonly HttpClient _http;

    private StudioGateway(WebApplication app, DirectoryInfo folder)
    {
        (_app, _folder) = (app, folder);
        _http = new HttpClient { Timeout = Patience };
    }

    /// <summary>Starts it; the studio is not registered yet.</summary>
    public static async Task<StudioGateway> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("studio-");
        var (silo, gateway) = FreePorts();
        var builder = WebApplication.CreateBuilder(
        [
            "--Urls=http://127.0.0.1:0", $"--Data:Folder={folder.FullName}", $"--Silo:Port={silo}", $"--Silo:GatewayPort={gateway}", $"--Silo:ClusterId=studio-{silo}", "--Logging:LogLevel:Default=Warning",
            "--Mcp:Servers:studio:Command=dotnet", $"--Mcp:Servers:studio:Arguments:0={typeof(McpServer.StudioTools).Assembly.Location}", "--Mcp:Servers:studio:Arguments:1=studio", "--Mcp:StartTimeout=00:01:00",
        ]);
        StudioGateway started = new(GatewayHost.Build(builder), folder);
        await started._app.StartAsync();
        started._http.BaseAddress = new Uri(started._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return started;
    }

    /// <summary>Registers the studio as an operator does, and waits until persons see it.</summary>
    public async Task RegisterAsync(string manifestJson)
    {
        using StringContent manifest = new(manifestJson, Encoding.UTF8, "application/json");
        (await SendAsync(HttpMethod.Put, "/admin/v1/agents/studio", "operator", Scopes.Admin, manifest)).Dispose();
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            using var agents = await SendAsync(HttpMethod.Get, "/v1/agents", "reader", Scopes.Chat);
            if ((await agents.Content.ReadAsStringAsync(patience.Token)).Contains("\"studio\"", StringComparison.Ordinal))
            {
                return;
            }

            patience.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Says something in a new conversation of a person of its own, and reads the turn to its end.</summary>
    public async Task<StudioTurn> SayAsync(string person, string text, string language)
    {
        using var created = await SendAsync(HttpMethod.Post, "/v1/conversations", person, Scopes.Chat);
        using var conversation = JsonDocument.Parse(await created.Content.ReadAsStringAsync());
        using StringContent message = new(
            JsonSerializer.Serialize(new { text, clientMessageId = "1", language = language == "en" ? "en" : "zh-CN", timeZone = "Asia/Shanghai" }), Encoding.UTF8, "application/json");
        using var stream = await SendAsync(HttpMethod.Post, $"/v1/conversations/{conversation.RootElement.GetProperty("id").GetString()}/messages", person, Scopes.Chat, message, "text/event-stream");
        return StudioTurn.Of(await stream.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string subject, string scope, HttpContent? content = null, string? accept = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _app.Services.GetRequiredService<LocalTokens>().Create("evaluation", subject, scope, TimeSpan.FromHours(1)).Text);
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        var response = await _http.SendAsync(request);
        return response.IsSuccessStatusCode ? response : throw new InvalidOperationException($"{method} {path} was answered with {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>Two ports that nobody uses; both are held until both are known, so that they differ.</summary>
    private static (int Silo, int Gateway) FreePorts()
    {
        using TcpListener one = new(IPAddress.Loopback, 0), other = new(IPAddress.Loopback, 0);
        one.Start();
        other.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)other.LocalEndpoint).Port);
    }
}
