using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime.Membership;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

public sealed class SqliteClusterTableComplianceTests : ClusterTableCompliance
{
    private readonly SqliteFixture _fixture = new();
    private SqliteClusterTable _table = null!;

    public override Task DisposeAsync()
    {
        _table.Dispose();
        _fixture.Dispose();
        return Task.CompletedTask;
    }

    private protected override Task<IClusterTable> OpenAsync(string cluster)
        => Task.FromResult<IClusterTable>(_table = new SqliteClusterTable(SqliteClusterTable.SettingsOf(_fixture.Options, cluster), cluster, TimeProvider.System, NullLogger<SqliteClusterTable>.Instance));
}
