using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

/// <summary>Storages on one database, as the silos of one host have them.</summary>
internal sealed class PostgresStorageFixture(string connectionString, PostgresFence? fence = null) : IAsyncDisposable
{
    private readonly List<PostgresGrainStorage> _open = [];

    public PostgresDatabases Databases { get; } = new(NullLogger<PostgresDatabase>.Instance, _ => fence);

    public async Task<PostgresGrainStorage> OpenAsync(string service = "service")
    {
        PostgresGrainStorage storage = new(
            "test", new AdoNetGrainStorageOptions { ConnectionString = connectionString }, service, new GrainStateJson(new NoTypes(), GrainFactoryStub.None), Databases);
        await storage.StartAsync(default);
        _open.Add(storage);
        return storage;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in _open)
        {
            await storage.StopAsync(default);
        }
    }

    private sealed class NoTypes : IStateTypes
    {
        public IEnumerable<Type> Types => [];

        public string NameOf(Type type) => type.Name;
    }
}
