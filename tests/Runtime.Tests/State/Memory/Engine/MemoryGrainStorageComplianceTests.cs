using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.State;

/// <summary>The storage over its tables, without a cluster between them.</summary>
public sealed class MemoryGrainStorageComplianceTests : GrainStorageCompliance
{
    protected override Task<IGrainStorage> OpenAsync() => Task.FromResult<IGrainStorage>(MemoryStorages.Make());
}

/// <summary>Memory storage whose grains are plain objects.</summary>
internal static class MemoryStorages
{
    public static MemoryGrainStorage Make(string name = "memory", Dictionary<string, StorageGrainStub>? grains = null)
    {
        grains ??= [];
        GrainFactoryStub factory = new((_, key) =>
        {
            lock (grains)
            {
                return grains.TryGetValue(key, out var grain) ? grain : grains[key] = new StorageGrainStub();
            }
        });
        var catalog = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<CodecCatalog>();
        return new MemoryGrainStorage(name, new MemoryGrainStorageOptions(), new MemoryStatePayload(catalog, factory), factory);
    }

    internal sealed class StorageGrainStub : IMemoryStorageGrain
    {
        private readonly Lock _turn = new();

        public MemoryRecordTable Table { get; set; } = new(1000);

        public ValueTask<MemoryRecord> Read(MemoryRecordKey key)
        {
            lock (_turn)
            {
                return new(Table.Read(key));
            }
        }

        public ValueTask<MemoryWriteOutcome> Write(MemoryRecordKey key, string? etag, byte[] payload)
        {
            lock (_turn)
            {
                return new(Table.Write(key, etag, payload));
            }
        }

        public ValueTask<MemoryWriteOutcome> Clear(MemoryRecordKey key, string? etag)
        {
            lock (_turn)
            {
                return new(Table.Clear(key, etag));
            }
        }
    }
}
