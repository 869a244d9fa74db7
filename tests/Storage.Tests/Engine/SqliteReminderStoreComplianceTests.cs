using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Reminders;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

public sealed class SqliteReminderStoreComplianceTests : ReminderStoreCompliance
{
    private readonly SqliteFixture _fixture = new();
    private SqliteReminderStore _store = null!;

    public override async Task DisposeAsync()
    {
        await _store.StopAsync(default);
        _fixture.Dispose();
    }

    protected override async Task<IReminderStore> OpenAsync()
    {
        _store = new SqliteReminderStore(new Monitor(_fixture.Options), _fixture.Time, NullLogger<SqliteReminderStore>.Instance);
        await _store.StartAsync(default);
        return _store;
    }

    private sealed class Monitor(SqliteStorageOptions options) : IOptionsMonitor<SqliteStorageOptions>
    {
        public SqliteStorageOptions CurrentValue => options;

        public SqliteStorageOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<SqliteStorageOptions, string?> listener) => null;
    }
}
