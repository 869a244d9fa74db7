using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime.Membership;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

public sealed class PostgresClusterTableComplianceTests : SharedClusterTableCompliance
{
    private readonly List<PostgresClusterTable> _open = [];
    private string? _connectionString;

    public override Task DisposeAsync()
    {
        _open.ForEach(static table => table.Dispose());
        return Task.CompletedTask;
    }

    private protected override async Task<IClusterTable> OpenAsync(string cluster)
    {
        _connectionString ??= await PostgresFixture.DatabaseOf(this);
        PostgresClusterTable table = new(_connectionString, cluster, TimeProvider.System, NullLogger<PostgresClusterTable>.Instance);
        _open.Add(table);
        return table;
    }

    private protected override Task WhenWatchedAsync(IClusterTable table) => ((PostgresClusterTable)table).WhenWatching.WaitAsync(TimeSpan.FromMinutes(2));
}
