using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

public sealed class SqliteGrainStorageComplianceTests : GrainStorageCompliance
{
    private readonly SqliteFixture _fixture = new();

    public override Task DisposeAsync()
    {
        _fixture.Dispose();
        return Task.CompletedTask;
    }

    protected override async Task<IGrainStorage> OpenAsync() => await _fixture.OpenAsync();
}
