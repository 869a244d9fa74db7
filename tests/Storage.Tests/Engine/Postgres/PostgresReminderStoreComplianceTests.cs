using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Reminders;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

public sealed class PostgresReminderStoreComplianceTests : ReminderStoreCompliance
{
    private PostgresReminderStore _store = null!;

    public override Task DisposeAsync() => _store.StopAsync(default);

    protected override async Task<IReminderStore> OpenAsync()
    {
        var options = Options.Create(new AdoNetReminderTableOptions { ConnectionString = await PostgresFixture.DatabaseOf(this) });
        _store = new PostgresReminderStore(options, Options.Create(new ClusterOptions()), new PostgresDatabases(NullLogger<PostgresDatabase>.Instance, static _ => null));
        await _store.StartAsync(default);
        return _store;
    }
}
