using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Hosting;

namespace OrleansAgents.Storage.Tests;

/// <summary>An event log that was registered as a host registers it, on the file of a <see cref="SqliteFixture"/>.</summary>
internal sealed class EventFileFixture : IDisposable
{
    private readonly ServiceProvider _services;

    public EventFileFixture(SqliteFixture files, TimeProvider? time = null)
    {
        ServiceCollection services = new();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton(time ?? files.Time);
        services.AddSqliteEventLog(options =>
        {
            options.DataFile = files.Options.DataFile;
            options.Durability = files.Options.Durability;
            options.BatchedWritesMax = files.Options.BatchedWritesMax;
        });
        _services = services.BuildServiceProvider();
    }

    public IEventLog Log => _services.GetRequiredService<IEventLog>();

    public IIdempotencyStore Answers => _services.GetRequiredService<IIdempotencyStore>();

    public SqliteFile File => _services.GetRequiredService<SqliteEventFile>().Open;

    public async Task<EventFileFixture> OpenAsync()
    {
        await HostedService().StartingAsync(default);
        return this;
    }

    public Task CloseAsync() => HostedService().StoppedAsync(default);

    public void Dispose() => _services.Dispose();

    private IHostedLifecycleService HostedService() => (IHostedLifecycleService)_services.GetRequiredService<IHostedService>();
}
