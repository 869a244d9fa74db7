using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

public sealed class PostgresEventLogComplianceTests : EventLogCompliance
{
    private PostgresEventsFixture? _events;

    public override async Task DisposeAsync() => await _events!.DisposeAsync();

    protected override async Task<IEventLog> OpenAsync() => (_events = await PostgresEventsFixture.OpenAsync(this, Time)).Log;
}

public sealed class PostgresEventLogListComplianceTests : EventLogListCompliance
{
    private PostgresEventsFixture? _events;

    public override async Task DisposeAsync() => await _events!.DisposeAsync();

    protected override async Task<IEventLog> OpenAsync() => (_events = await PostgresEventsFixture.OpenAsync(this, Time)).Log;
}

public sealed class PostgresEventLogLimitsComplianceTests : EventLogLimitsCompliance
{
    private PostgresEventsFixture? _events;

    public override async Task DisposeAsync() => await _events!.DisposeAsync();

    protected override async Task<IEventLog> OpenAsync() => (_events = await PostgresEventsFixture.OpenAsync(this, Time)).Log;
}

public sealed class PostgresIdempotencyStoreComplianceTests : IdempotencyStoreCompliance
{
    private PostgresEventsFixture? _events;

    public override async Task DisposeAsync() => await _events!.DisposeAsync();

    protected override async Task<IIdempotencyStore> OpenAsync() => (_events = await PostgresEventsFixture.OpenAsync(this, Time)).Answers;
}
