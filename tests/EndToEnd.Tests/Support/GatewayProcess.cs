using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansAgents.Gateway;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Registry;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.EndToEnd.Tests.Support;

/// <summary>A gateway as it runs in production: Kestrel on a free port, SQLite in a folder of its own, a silo, the real grains. Only the agents and the understanding are the tests' own.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static int _port = 31_000;

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;
    private readonly bool _ownsFolder;

    private GatewayProcess(WebApplication app, DirectoryInfo folder, bool ownsFolder, EchoAgent echo)
    {
        (_app, _folder, _ownsFolder, Echo) = (app, folder, ownsFolder, echo);
    }

    public EchoAgent Echo { get; }

    public DirectoryInfo Folder => _folder;

    public IServiceProvider Services => _app.Services;

    public Uri Address { get; private set; } = new("http://localhost");

    public static async Task<GatewayProcess> StartAsync(string[]? settings = null, DirectoryInfo? folder = null, bool ownAgents = true, Action<IServiceCollection>? change = null)
    {
        var data = folder ?? Directory.CreateTempSubdirectory("gateway-");
        var port = Interlocked.Add(ref _port, 2);
        var builder = WebApplication.CreateBuilder(
        [
            "--Urls=http://127.0.0.1:0",
            $"--Data:Folder={data.FullName}",
            $"--Silo:Port={port}",
            $"--Silo:GatewayPort={port + 1}",
            $"--Silo:ClusterId=test-{port}",
            "--Logging:LogLevel:Default=Warning",
            "--Guests:Burst=1000",
            .. settings ?? [],
        ]);
        EchoAgent echo = new();
        GatewayProcess process = new(GatewayHost.Build(builder, services =>
        {
            Replace(services, echo, ownAgents);
            change?.Invoke(services);
        }), data, folder is null, echo);
        await process._app.StartAsync();
        process.Address = new Uri(process.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return process;
    }

    /// <summary>A client with a token of somebody.</summary>
    public ApiClient Client(string subject, string scope = Scopes.Chat, string tenant = "test")
        => new(Address, Services.GetRequiredService<LocalTokens>().Create(tenant, subject, scope, TimeSpan.FromHours(1)).Text);

    /// <summary>A client whose token ends soon.</summary>
    public ApiClient Client(string subject, TimeSpan lifetime) => new(Address, Services.GetRequiredService<LocalTokens>().Create("test", subject, Scopes.Chat, lifetime).Text);

    /// <summary>A client with any token, or none.</summary>
    public ApiClient ClientWith(string? token) => new(Address, token);

    /// <summary>Ends the process as SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <summary>Tells it to end, without waiting.</summary>
    public void BeginStop() => Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsFolder)
        {
            _folder.Delete(recursive: true);
        }
    }

    private static void Replace(IServiceCollection services, EchoAgent echo, bool ownAgents)
    {
        if (!ownAgents)
        {
            return;
        }

        EchoMind mind = new();
        services.AddSingleton<IUnderstanding>(mind);
        services.AddSingleton<IPlanner>(mind);
        services.AddSingleton<IAgentHandler>(echo);
        services.AddSingleton(new ProgramManifests([EchoAgent.Manifest]));
    }
}

/// <summary>One process for the tests of a class that do not disturb each other: each has users of its own.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    internal GatewayProcess Gateway { get; private set; } = null!;

    public async Task InitializeAsync() => Gateway = await GatewayProcess.StartAsync();

    public async Task DisposeAsync() => await Gateway.DisposeAsync();
}

/// <summary>Tests that share a process.</summary>
[CollectionDefinition(Name)]
public sealed class SharedGateway : ICollectionFixture<GatewayFixture>
{
    public const string Name = "gateway";
}
