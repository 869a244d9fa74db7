using Orleans.Runtime;
using Orleans.Runtime.Reminders;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.Reminders;

/// <summary>The store over its index, without a cluster between them.</summary>
public sealed class MemoryReminderStoreComplianceTests : ReminderStoreCompliance
{
    protected override Task<IReminderStore> OpenAsync()
    {
        StoreGrainStub grain = new();
        return Task.FromResult<IReminderStore>(new MemoryReminderStore(new GrainFactoryStub((_, _) => grain)));
    }

    private sealed class StoreGrainStub : IReminderStoreGrain
    {
        private readonly Lock _turn = new();
        private readonly ReminderIndex _index = new(1000);

        public Task<ReminderRow> Upsert(ReminderRow row) => Run(() => _index.Upsert(row));

        public Task<bool> Remove(GrainId grainId, string name, string etag) => Run(() => _index.Remove(grainId, name, etag));

        public Task<bool> Move(ReminderRow row, DateTimeOffset dueAt) => Run(() => _index.Move(row, dueAt));

        public Task<ReminderRow?> Read(GrainId grainId, string name) => Run(() => _index.Find(grainId, name));

        public Task<List<ReminderRow>> ReadAll(GrainId grainId) => Run(() => _index.Find(grainId));

        public Task<List<ReminderRow>> ReadDue(ReminderRow? after, DateTimeOffset until, int maxRows) => Run(() => _index.FindDue(after, until, maxRows));

        private Task<T> Run<T>(Func<T> turn)
        {
            lock (_turn)
            {
                return Task.FromResult(turn());
            }
        }
    }
}
