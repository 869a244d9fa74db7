using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using Orleans.Storage;

namespace OrleansAgents.Storage.Tests;

/// <summary>A silo whose row in the membership table is not active writes no more to the same database; and no write delays its removal for long.</summary>
public sealed class PostgresFenceTests : IAsyncLifetime
{
    private static readonly GrainId Grain = GrainId.Create("cart", "1");
    private static readonly SiloIdentity Silo = new(new ClusterMember(SiloAddress.New(IPAddress.Loopback, 11111, 1), "silo", null), new Guid(1, 2, 3, new byte[8]), "host");

    private string _connectionString = "";
    private PostgresClusterTable _table = null!;
    private PostgresStorageFixture _fixture = null!;
    private PostgresGrainStorage _storage = null!;

    public async Task InitializeAsync()
    {
        _connectionString = await PostgresFixture.DatabaseOf(this);
        _table = new PostgresClusterTable(_connectionString, "cluster", TimeProvider.System, NullLogger<PostgresClusterTable>.Instance);
        await _table.OpenAsync(ClusterConstants.Default, default);
        _fixture = new PostgresStorageFixture(_connectionString, _table.FenceFor(_connectionString));
        _storage = await _fixture.OpenAsync();
        Assert.True(await _table.TryChangeAsync(new ClusterChange(ClusterView.Empty.Next([Silo.Member]), new Guid(7, 0, 0, new byte[8])) { Joining = Silo.Row }, default));
    }

    public async Task DisposeAsync()
    {
        await _fixture.DisposeAsync();
        _table.Dispose();
    }

    [Fact]
    public async Task Write_WhileTheRowIsActive_IsMade()
    {
        GrainState<string> state = new("x");
        await _storage.WriteStateAsync("s", Grain, state);
        await _table.RenewAsync(Silo.Member.Address, Silo.Incarnation, default);
        await _storage.WriteStateAsync("s", Grain, state);
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("stopped")]
    [InlineData("removed")]
    public async Task Write_OnceTheRowIsNotActive_IsRefusedAndChangesNothing(string how)
    {
        GrainState<string> state = new("before");
        await _storage.WriteStateAsync("s", Grain, state);
        await (how switch
        {
            "revoked" => _table.RevokeAsync(Silo.Member.Address, Silo.Member.Address, default),
            "stopped" => _table.StopAsync(Silo.Member.Address, Silo.Incarnation, default),
            _ => _table.TryChangeAsync(new ClusterChange((await _table.ReadAsync(default)).View.Without(Silo.Member.Address), new Guid(8, 0, 0, new byte[8])) { Stopped = [Silo.Member.Address] }, default),
        });
        state.State = "after";

        var failure = await Assert.ThrowsAsync<PostgresStorageException>(() => _storage.WriteStateAsync("s", Grain, state));

        Assert.Contains("membership table", failure.Message, StringComparison.Ordinal);
        GrainState<string> read = new();
        await _storage.ReadStateAsync("s", Grain, read);
        Assert.Equal("before", read.State);
    }

    [Fact]
    public async Task Revoke_WhileAWriteHoldsTheRow_EndsInTimeAndSucceedsAfterwards()
    {
        await using NpgsqlConnection pausedSilo = new(_connectionString);
        await pausedSilo.OpenAsync();
        await using var transaction = await pausedSilo.BeginTransactionAsync();
        await using (NpgsqlCommand command = new("SELECT FROM orleansagents.silo FOR KEY SHARE", pausedSilo)) await command.ExecuteNonQueryAsync();

        // The server gives up waiting for the lock by itself; renewals are not in its way.
        var failure = await Assert.ThrowsAsync<PostgresStorageException>(() => _table.RevokeAsync(Silo.Member.Address, Silo.Member.Address, default));
        Assert.True((await _table.RenewAsync(Silo.Member.Address, Silo.Incarnation, default)).IsRenewed);

        Assert.Contains("a lock was not released in time", failure.Message, StringComparison.Ordinal);
        await transaction.CommitAsync();
        await _table.RevokeAsync(Silo.Member.Address, Silo.Member.Address, default);
        Assert.False((await _table.RenewAsync(Silo.Member.Address, Silo.Incarnation, default)).IsRenewed);
    }

    [Fact]
    public void Fence_OfATableInAnotherDatabase_IsNone()
        => Assert.Null(_table.FenceFor(new NpgsqlConnectionStringBuilder(_connectionString) { Database = "another" }.ConnectionString));
}
