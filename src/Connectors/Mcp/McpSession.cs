using System.Collections.Frozen;
using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace OrleansAgents.Connectors.Mcp;

/// <summary>A server that answers: the client, the tools that it named, and its process if it has one. It ends once, and is not revived.</summary>
internal sealed class McpSession : IAsyncDisposable
{
    /// <summary>What programs need of an environment to run at all.</summary>
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL", "USER", "SystemRoot", "USERPROFILE", "DOTNET_ROOT"];

    private readonly McpClient _client;
    private readonly IDisposable _held;
    private readonly Process? _process;

    private McpSession(McpClient client, FrozenDictionary<string, Tool> tools, IDisposable held, Process? process)
        => (_client, Tools, _held, _process) = (client, tools, held, process);

    /// <summary>As the server names them.</summary>
    public FrozenDictionary<string, Tool> Tools { get; }

    /// <summary>False from the moment at which the server is known to be gone.</summary>
    public bool IsAlive => !_client.Completion.IsCompleted && _process is not { HasExited: true };

    /// <summary>Connects to a server, or starts it.</summary>
    /// <exception cref="Exception">It does not start, does not speak the protocol, or is too slow.</exception>
    public static Task<McpSession> OpenAsync(McpServerSettings settings, McpOptions options, CancellationToken cancellationToken)
        => settings.Command.Length > 0 ? StartAsync(settings, options, cancellationToken) : ConnectAsync(settings, options, cancellationToken);

    /// <summary>Calls a tool.</summary>
    public ValueTask<CallToolResult> CallAsync(CallToolRequestParams call, CancellationToken cancellationToken) => _client.CallToolAsync(call, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _client.DisposeAsync();
        }
        finally
        {
            End(_process);
            _held.Dispose();
        }
    }

    private static async Task<McpSession> StartAsync(McpServerSettings settings, McpOptions options, CancellationToken cancellationToken)
    {
        var process = Process.Start(Describe(settings)) ?? throw new InvalidOperationException("The system has started no process.");
        try
        {
            // What a server writes for its operator is read, so that its pipe is never full, and dropped: it may hold anything.
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            StreamClientTransport transport = new(process.StandardInput.BaseStream, new BoundedStream(process.StandardOutput.BaseStream, options.ResultBytes, perLine: true), NullLoggerFactory.Instance);
            return await OpenAsync(transport, process, process, options, cancellationToken);
        }
        catch
        {
            End(process);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Redirects are not followed: they would lead to where the settings do not allow.</summary>
    private static async Task<McpSession> ConnectAsync(McpServerSettings settings, McpOptions options, CancellationToken cancellationToken)
    {
        HttpClient http = new(new BoundedResponses(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = options.StartTimeout }, options.ResultBytes)) { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            HttpClientTransport transport = new(
                new HttpClientTransportOptions
                {
                    Endpoint = new Uri(settings.Url),
                    TransportMode = HttpTransportMode.StreamableHttp,
                    AdditionalHeaders = settings.Headers,
                    ConnectionTimeout = options.StartTimeout,
                    EnableStandaloneGetStream = false,
                    MaxReconnectionAttempts = 0,
                },
                http,
                NullLoggerFactory.Instance,
                ownsHttpClient: false);
            return await OpenAsync(transport, http, process: null, options, cancellationToken);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    private static async Task<McpSession> OpenAsync(IClientTransport transport, IDisposable held, Process? process, McpOptions options, CancellationToken cancellationToken)
    {
        // A new server is asked in a new way first, and an old one may not answer that. The client's own patience for it is five seconds, in which a server that takes longer to start has answered neither way.
        McpClientOptions client = new() { ClientInfo = new Implementation { Name = "orleansagents", Version = "1" }, InitializationTimeout = options.StartTimeout, DiscoverProbeTimeout = options.StartTimeout / 2 };
        var connected = await McpClient.CreateAsync(transport, client, NullLoggerFactory.Instance, cancellationToken);
        try
        {
            var tools = await connected.ListToolsAsync(cancellationToken: cancellationToken);
            return new McpSession(connected, tools.Select(static tool => tool.ProtocolTool).DistinctBy(static tool => tool.Name).ToFrozenDictionary(static tool => tool.Name), held, process);
        }
        catch
        {
            await connected.DisposeAsync();
            throw;
        }
    }

    private static ProcessStartInfo Describe(McpServerSettings settings)
    {
        ProcessStartInfo start = new(settings.Command, settings.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = settings.Folder,
        };
        foreach (var name in start.Environment.Keys.Except(Inherited, StringComparer.OrdinalIgnoreCase).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static void End(Process? process)
    {
        try
        {
            process?.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }
}
