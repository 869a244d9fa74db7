using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Hosting;

namespace OrleansAgents.Storage.Tests;

/// <summary>An event log that was registered as a host registers it, in a database of the shared server.</summary>
internal sealed class PostgresEventsFixture : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public PostgresEventsFixture(string connectionString, TimeProvider time)
    {
        ServiceCollection services = new();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton(time);
        services.AddPostgresEventLog(options => options.ConnectionString = connectionString);
        _services = services.BuildServiceProvider();
    }

    public IEventLog Log => _services.GetRequiredService<IEventLog>();

    public IIdempotencyStore Answers => _services.GetRequiredService<IIdempotencyStore>();

    public static async Task<PostgresEventsFixture> OpenAsync(object test, TimeProvider time)
    {
        PostgresEventsFixture fixture = new(await PostgresFixture.DatabaseOf(test), time);
        await fixture.HostedService().StartingAsync(default);
        return fixture;
    }

    public async ValueTask DisposeAsync()
    {
        await HostedService().StoppedAsync(default);
        await _services.DisposeAsync();
    }

    private IHostedLifecycleService HostedService() => (IHostedLifecycleService)_services.GetRequiredService<IHostedService>();
}
