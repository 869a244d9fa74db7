using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

public sealed class SqliteEventLogComplianceTests : EventLogCompliance
{
    private readonly SqliteFixture _files = new();
    private EventFileFixture? _events;

    public override Task DisposeAsync() => EventFiles.DisposeAsync(_events, _files);

    protected override async Task<IEventLog> OpenAsync() => (_events = await new EventFileFixture(_files, Time).OpenAsync()).Log;
}

public sealed class SqliteEventLogListComplianceTests : EventLogListCompliance
{
    private readonly SqliteFixture _files = new();
    private EventFileFixture? _events;

    public override Task DisposeAsync() => EventFiles.DisposeAsync(_events, _files);

    protected override async Task<IEventLog> OpenAsync() => (_events = await new EventFileFixture(_files, Time).OpenAsync()).Log;
}

public sealed class SqliteEventLogLimitsComplianceTests : EventLogLimitsCompliance
{
    private readonly SqliteFixture _files = new();
    private EventFileFixture? _events;

    public override Task DisposeAsync() => EventFiles.DisposeAsync(_events, _files);

    protected override async Task<IEventLog> OpenAsync() => (_events = await new EventFileFixture(_files, Time).OpenAsync()).Log;
}

public sealed class SqliteIdempotencyStoreComplianceTests : IdempotencyStoreCompliance
{
    private readonly SqliteFixture _files = new();
    private EventFileFixture? _events;

    public override Task DisposeAsync() => EventFiles.DisposeAsync(_events, _files);

    protected override async Task<IIdempotencyStore> OpenAsync() => (_events = await new EventFileFixture(_files, Time).OpenAsync()).Answers;

    [Fact]
    public async Task Claims_OfOtherKeys_RemoveExpiredRowsAFewAtATime()
    {
        for (var i = 0; i < 10; i++)
        {
            await ClaimAsync($"{i}");
        }

        Time.Advance(TimeSpan.FromMinutes(1));
        await ClaimAsync("a");
        Assert.Equal(7L, _files.Ask<long>("SELECT count(*) FROM idempotency"));
        await ClaimAsync("b");
        await ClaimAsync("c");

        Assert.Equal(3L, _files.Ask<long>("SELECT count(*) FROM idempotency"));
    }
}

internal static class EventFiles
{
    public static Task DisposeAsync(EventFileFixture? events, SqliteFixture files)
    {
        events?.Dispose();
        files.Dispose();
        return Task.CompletedTask;
    }
}
