using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

public sealed class PostgresGrainStorageComplianceTests : GrainStorageCompliance
{
    private PostgresStorageFixture _fixture = null!;

    public override async Task DisposeAsync() => await _fixture.DisposeAsync();

    protected override async Task<IGrainStorage> OpenAsync()
    {
        _fixture = new PostgresStorageFixture(await PostgresFixture.DatabaseOf(this));
        return await _fixture.OpenAsync();
    }
}
