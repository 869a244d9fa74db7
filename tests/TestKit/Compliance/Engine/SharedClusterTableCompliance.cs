using Orleans.Runtime.Membership;

namespace OrleansAgents.TestKit;

/// <summary>What a membership table must do besides if its store is used by several processes and several clusters.</summary>
public abstract class SharedClusterTableCompliance : ClusterTableCompliance
{
    [Fact]
    public async Task OtherTables_OfTheSameCluster_SeeEachOthersChanges()
    {
        var other = await OpenAsync("cluster");
        await other.OpenAsync(Constants, default);
        var silo = Silo(1);
        await JoinAsync(silo);

        Assert.Equal(silo.Member, Assert.Single((await other.ReadAsync(default)).View.Members));
        await other.RevokeAsync(silo.Member.Address, silo.Member.Address, default);
        Assert.False((await Table.RenewAsync(silo.Member.Address, silo.Incarnation, default)).IsRenewed);
    }

    [Fact]
    public async Task OtherTables_OfTheSameCluster_RaceForAVersionAndOneWins()
    {
        var other = await OpenAsync("cluster");
        await other.OpenAsync(Constants, default);
        var silos = Enumerable.Range(1, 8).Select(Silo).ToArray();

        var won = await Task.WhenAll(silos.Select((silo, i) => Task.Run(async () =>
            await (i % 2 == 0 ? Table : other).TryChangeAsync(new ClusterChange(ClusterSnapshot.Empty.View.Next([silo.Member]), silo.Incarnation) { Joining = silo.Row }, default))));

        var winner = silos[Assert.Single(Enumerable.Range(0, silos.Length), i => won[i])];
        var snapshot = await other.ReadAsync(default);
        Assert.Equal((1, winner.Incarnation), (snapshot.View.Version, snapshot.ChangeId));
        Assert.Equal(winner.Row, Assert.Single(snapshot.Rows));
    }

    [Fact]
    public async Task OtherTables_OfTheSameCluster_RaceToRevokeEachOtherAndOneWins()
    {
        var other = await OpenAsync("cluster");
        await other.OpenAsync(Constants, default);
        var (one, two) = (Silo(1), Silo(2));
        await JoinAsync(one);
        await JoinAsync(two);

        await Task.WhenAll(
            Task.Run(() => Table.RevokeAsync(two.Member.Address, one.Member.Address, default)),
            Task.Run(() => other.RevokeAsync(one.Member.Address, two.Member.Address, default)));

        var states = new[] { await StateAsync(one), await StateAsync(two) };
        Assert.Single(states, SiloRowState.Active);
        Assert.Single(states, SiloRowState.Revoked);
    }

    [Fact]
    public async Task OtherClusters_OnTheSameStore_AreApart()
    {
        var other = await OpenAsync("another");
        await other.OpenAsync(Constants with { Shards = 64 }, default);
        var silo = Silo(1);
        await JoinAsync(silo);

        Assert.Equal(0, (await other.ReadAsync(default)).View.Version);
        Assert.False((await other.RenewAsync(silo.Member.Address, silo.Incarnation, default)).IsRenewed);
        await other.RevokeAsync(silo.Member.Address, silo.Member.Address, default);
        Assert.Equal(SiloRowState.Active, await StateAsync(silo));
    }

    [Fact]
    public async Task Read_BeforeTheClusterIsMade_IsTheEmptyView()
    {
        var other = await OpenAsync("never made");

        Assert.Equal(0, (await other.ReadAsync(default)).View.Version);
    }
}
