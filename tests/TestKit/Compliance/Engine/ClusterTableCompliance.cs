using System.Collections.Immutable;
using System.Net;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;

namespace OrleansAgents.TestKit;

/// <summary>What every membership table must do. The rules are those of the protocol of leased shards.</summary>
public abstract class ClusterTableCompliance : IAsyncLifetime
{
    private protected static readonly ClusterConstants Constants = ClusterConstants.Default;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private IClusterTable _table = null!;

    private protected IClusterTable Table => _table;

    public virtual async Task InitializeAsync()
    {
        _table = await OpenAsync("cluster");
        await _table.OpenAsync(Constants, default);
    }

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Read_NewCluster_IsTheEmptyViewOfVersionZero()
    {
        var snapshot = await _table.ReadAsync(default);

        Assert.Equal(0, snapshot.View.Version);
        Assert.Empty(snapshot.View.Members);
        Assert.Empty(snapshot.Rows);
        Assert.Equal(Guid.Empty, snapshot.ChangeId);
    }

    [Fact]
    public async Task Open_Again_ChangesNothing()
    {
        await JoinAsync(Silo(1));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _table.OpenAsync(Constants, default))));

        Assert.Equal(1, (await _table.ReadAsync(default)).View.Version);
    }

    [Fact]
    public async Task Open_WithOtherConstants_IsRefusedNamingBoth()
    {
        foreach (var other in new[] { Constants with { Shards = 512 }, Constants with { Lease = TimeSpan.FromSeconds(3) }, Constants with { ClockRateError = 0.02 }, Constants with { Guard = TimeSpan.FromMilliseconds(51) } })
        {
            var failure = await Assert.ThrowsAsync<OrleansConfigurationException>(() => _table.OpenAsync(other, default));

            Assert.Contains(Constants.ToString(), failure.Message, StringComparison.Ordinal);
            Assert.Contains(other.ToString(), failure.Message, StringComparison.Ordinal);
        }

        await _table.OpenAsync(Constants, default);
    }

    [Fact]
    public async Task Join_IsReadBackWhole()
    {
        var silo = Silo(1);
        var change = await JoinAsync(silo);

        var snapshot = await _table.ReadAsync(default);

        Assert.Equal(1, snapshot.View.Version);
        Assert.Equal(change.ChangeId, snapshot.ChangeId);
        Assert.Equal(silo.Member, Assert.Single(snapshot.View.Members));
        Assert.Equal(silo.Row, Assert.Single(snapshot.Rows));
    }

    [Fact]
    public async Task Members_OfAnyKind_AreReadBackWhole()
    {
        ClusterMember[] members =
        [
            new(SiloAddress.New(IPAddress.Loopback, 11111, 1), "Silo \"ä\" 一", SiloAddress.New(IPAddress.Loopback, 30000, 1)),
            new(SiloAddress.New(IPAddress.Parse("10.1.2.3"), 65535, int.MaxValue), "", null, IsLeaving: true),
            new(SiloAddress.New(IPAddress.Parse("fd00::12:3"), 1, 7), "six", SiloAddress.New(IPAddress.Parse("fd00::12:3"), 2, 7)),
        ];
        foreach (var member in members)
        {
            await JoinAsync(new SiloIdentity(member, Guid.NewGuid(), "host/one two"));
        }

        var snapshot = await _table.ReadAsync(default);

        Assert.Equal(members.OrderBy(static member => member.Address), snapshot.View.Members);
        Assert.Equal(snapshot.View.Members.Select(static member => member.Address), snapshot.Rows.Select(static row => row.Address));
    }

    [Fact]
    public async Task Change_OfAnotherVersion_ChangesNothing()
    {
        await JoinAsync(Silo(1));
        var before = await _table.ReadAsync(default);

        foreach (var version in new long[] { 0, 1, 3 })
        {
            var late = Silo(2);
            Assert.False(await _table.TryChangeAsync(new ClusterChange(before.View.Next([late.Member]) with { Version = version }, Guid.NewGuid()) { Joining = late.Row }, default));
        }

        AssertSame(before, await _table.ReadAsync(default));
        await JoinAsync(Silo(2));
    }

    [Fact]
    public async Task Join_OfAnAddressThatHasARow_ChangesNothing()
    {
        var silo = Silo(1);
        await JoinAsync(silo);
        Assert.True(await ChangeAsync(view => view.Without(silo.Member.Address), [silo.Member.Address]));
        var before = await _table.ReadAsync(default);

        // Neither the former silo nor another process that drew the same generation may come back: the row stays for ever.
        Assert.False(await TryJoinAsync(silo));
        Assert.False(await TryJoinAsync(silo with { Incarnation = Guid.NewGuid() }));

        AssertSame(before, await _table.ReadAsync(default));
        Assert.False((await _table.RenewAsync(silo.Member.Address, silo.Incarnation, default)).IsRenewed);
    }

    [Fact]
    public async Task Change_WithAnotherBeat_ChangesNothing()
    {
        var (one, two) = (Silo(1), Silo(2));
        await JoinAsync(one);
        await JoinAsync(two);
        await _table.RenewAsync(one.Member.Address, one.Incarnation, default);
        var before = await _table.ReadAsync(default);

        Assert.False(await ChangeAsync(view => view.Without(one.Member.Address), [one.Member.Address], (one.Member.Address, 1)));
        Assert.False(await ChangeAsync(view => view.Without(one.Member.Address), [one.Member.Address], (one.Member.Address, 3)));
        Assert.False(await ChangeAsync(view => view.Without(one.Member.Address), [one.Member.Address], (one.Member.Address, 2), (two.Member.Address, 7)));
        Assert.False(await ChangeAsync(view => view.Without(one.Member.Address), [one.Member.Address], (Silo(9).Member.Address, 1)));
        AssertSame(before, await _table.ReadAsync(default));

        Assert.True(await ChangeAsync(view => view.Without(one.Member.Address), [one.Member.Address], (one.Member.Address, 2), (two.Member.Address, 1)));
    }

    [Fact]
    public async Task Change_RefusedForABeat_DoesNotInsertTheJoiningRow()
    {
        var (one, two) = (Silo(1), Silo(2));
        await JoinAsync(one);
        var view = (await _table.ReadAsync(default)).View;

        Assert.False(await _table.TryChangeAsync(new ClusterChange(view.Next([two.Member]), Guid.NewGuid()) { Joining = two.Row, Beats = [(one.Member.Address, 9)], Stopped = [one.Member.Address] }, default));

        Assert.True((await _table.RenewAsync(one.Member.Address, one.Incarnation, default)).IsRenewed);
        Assert.True(await TryJoinAsync(two));
    }

    [Fact]
    public async Task Renew_RaisesTheBeatAndReadsAfterwards()
    {
        var (one, two) = (Silo(1), Silo(2));
        await JoinAsync(one);
        await JoinAsync(two);

        for (var beat = 2L; beat < 5; beat++)
        {
            var renewal = await _table.RenewAsync(one.Member.Address, one.Incarnation, default);
            Assert.True(renewal.IsRenewed);
            Assert.Equal(2, renewal.Snapshot.View.Version);
            Assert.Equal(beat, renewal.Snapshot.Find(one.Member.Address)!.Beat);
            Assert.Equal(1, renewal.Snapshot.Find(two.Member.Address)!.Beat);
        }
    }

    [Fact]
    public async Task Renew_WithoutAnActiveRowOfItsOwn_IsRefusedAndReads()
    {
        var silo = Silo(1);
        await JoinAsync(silo);

        var other = await _table.RenewAsync(silo.Member.Address, Guid.NewGuid(), default);
        var unknown = await _table.RenewAsync(Silo(2).Member.Address, silo.Incarnation, default);

        Assert.False(other.IsRenewed);
        Assert.False(unknown.IsRenewed);
        Assert.Equal(1, other.Snapshot.View.Version);
        Assert.Equal(1, Assert.Single(unknown.Snapshot.Rows).Beat);
    }

    [Fact]
    public async Task Revoke_EndsRenewals_AndStopStillFollows()
    {
        var silo = Silo(1);
        await JoinAsync(silo);

        await _table.RevokeAsync(silo.Member.Address, silo.Member.Address, default);
        await _table.RevokeAsync(silo.Member.Address, silo.Member.Address, default);
        var refused = await _table.RenewAsync(silo.Member.Address, silo.Incarnation, default);

        Assert.False(refused.IsRenewed);
        Assert.Equal(silo.Row with { State = SiloRowState.Revoked }, Assert.Single(refused.Snapshot.Rows));
        await _table.StopAsync(silo.Member.Address, silo.Incarnation, default);
        Assert.Equal(SiloRowState.Stopped, await StateAsync(silo));
    }

    [Fact]
    public async Task Revoke_OfTwoThatRevokeEachOther_TheFirstWins()
    {
        var (one, two) = (Silo(1), Silo(2));
        await JoinAsync(one);
        await JoinAsync(two);

        await _table.RevokeAsync(two.Member.Address, one.Member.Address, default);
        await _table.RevokeAsync(one.Member.Address, two.Member.Address, default);

        Assert.Equal(SiloRowState.Active, await StateAsync(one));
        Assert.Equal(SiloRowState.Revoked, await StateAsync(two));
    }

    [Fact]
    public async Task Revoke_ByAnUnknownSilo_ChangesNothing()
    {
        var silo = Silo(1);
        await JoinAsync(silo);

        await _table.RevokeAsync(silo.Member.Address, Silo(2).Member.Address, default);

        Assert.Equal(SiloRowState.Active, await StateAsync(silo));
    }

    [Fact]
    public async Task Revoke_OfAStoppedOrUnknownSilo_ChangesNothing()
    {
        var silo = Silo(1);
        await JoinAsync(silo);
        await _table.StopAsync(silo.Member.Address, silo.Incarnation, default);

        await _table.RevokeAsync(silo.Member.Address, silo.Member.Address, default);
        await _table.RevokeAsync(Silo(2).Member.Address, Silo(2).Member.Address, default);

        Assert.Equal(SiloRowState.Stopped, await StateAsync(silo));
    }

    [Fact]
    public async Task Stop_OfAnotherIncarnation_ChangesNothing()
    {
        var silo = Silo(1);
        await JoinAsync(silo);

        await _table.StopAsync(silo.Member.Address, Guid.NewGuid(), default);
        await _table.StopAsync(Silo(2).Member.Address, silo.Incarnation, default);

        Assert.Equal(SiloRowState.Active, await StateAsync(silo));
        Assert.True((await _table.RenewAsync(silo.Member.Address, silo.Incarnation, default)).IsRenewed);
    }

    [Fact]
    public async Task Change_StopsTheRowsThatItNames()
    {
        var (one, two, three) = (Silo(1), Silo(2), Silo(3));
        await JoinAsync(one);
        await JoinAsync(two);
        await JoinAsync(three);
        await _table.RevokeAsync(two.Member.Address, two.Member.Address, default);

        Assert.True(await ChangeAsync(view => view.Leaving(three.Member.Address), [one.Member.Address, two.Member.Address, Silo(9).Member.Address]));

        Assert.Equal(SiloRowState.Stopped, await StateAsync(one));
        Assert.Equal(SiloRowState.Stopped, await StateAsync(two));
        Assert.Equal(SiloRowState.Active, await StateAsync(three));
        Assert.False((await _table.RenewAsync(one.Member.Address, one.Incarnation, default)).IsRenewed);
    }

    [Fact]
    public async Task Snapshot_HasTheRowsOfMembersAlone()
    {
        var (one, two) = (Silo(1), Silo(2));
        await JoinAsync(one);
        await JoinAsync(two);

        Assert.True(await ChangeAsync(view => view.Without(one.Member.Address), [one.Member.Address]));

        var snapshot = await _table.ReadAsync(default);
        Assert.Equal(two.Row, Assert.Single(snapshot.Rows));
        Assert.Null(snapshot.Find(one.Member.Address));
    }

    [Fact]
    public async Task Changes_OfManyAtOnce_EachVersionHasOneWinner()
    {
        const int writers = 8;
        var winners = new System.Collections.Concurrent.ConcurrentDictionary<long, Guid>();

        await Task.WhenAll(Enumerable.Range(1, writers).Select(number => Task.Run(async () =>
        {
            for (var silo = Silo(number); ;)
            {
                var view = (await _table.ReadAsync(default)).View;
                var change = new ClusterChange(view.Next(view.Members.Append(silo.Member)), Guid.NewGuid()) { Joining = silo.Row };
                if (await _table.TryChangeAsync(change, default))
                {
                    Assert.True(winners.TryAdd(change.Next.Version, change.ChangeId));
                    return;
                }
            }
        })));

        var snapshot = await _table.ReadAsync(default);
        Assert.Equal(writers, snapshot.View.Version);
        Assert.Equal(writers, snapshot.View.Members.Length);
        Assert.Equal(writers, snapshot.Rows.Length);
        Assert.Equal(winners[writers], snapshot.ChangeId);
        Assert.Equal(Enumerable.Range(1, writers).Select(static version => (long)version), winners.Keys.Order());
    }

    [Fact]
    public async Task Renewals_AgainstARemovalOnTheSameBeat_EitherIsFirst()
    {
        // Rule R9a stands on it: a removal that has succeeded was not preceded by a renewal that its writer did not see.
        for (var round = 1; round <= 10; round++)
        {
            var silo = Silo(round);
            await JoinAsync(silo);
            var renewal = Task.Run(() => _table.RenewAsync(silo.Member.Address, silo.Incarnation, default));
            var removal = Task.Run(() => ChangeAsync(view => view.Without(silo.Member.Address), [silo.Member.Address], (silo.Member.Address, 1)));

            var isRenewed = (await renewal).IsRenewed;
            Assert.NotEqual(isRenewed, await removal);
            if (isRenewed)
            {
                Assert.True(await ChangeAsync(view => view.Without(silo.Member.Address), [silo.Member.Address], (silo.Member.Address, 2)));
            }
            else
            {
                Assert.False((await renewal).Snapshot.View.Contains(silo.Member.Address));
            }
        }
    }

    [Fact]
    public async Task Renewals_OfOneSiloAtOnce_EachRaisesTheBeat()
    {
        var silo = Silo(1);
        await JoinAsync(silo);

        var renewals = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _table.RenewAsync(silo.Member.Address, silo.Incarnation, default))));

        Assert.All(renewals, static renewal => Assert.True(renewal.IsRenewed));
        Assert.Equal(21, (await _table.ReadAsync(default)).Find(silo.Member.Address)!.Beat);
        Assert.Equal(20, renewals.Select(renewal => renewal.Snapshot.Find(silo.Member.Address)!.Beat).Distinct().Count());
    }

    [Fact]
    public async Task Operation_WithATokenThatIsCancelled_LeavesTheTableUsable()
    {
        var silo = Silo(1);
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        try
        {
            await _table.ReadAsync(cancelled.Token);
        }
        catch (OperationCanceledException)
        {
            // As it should be, unless the table has answered already.
        }

        await JoinAsync(silo);
        Assert.True((await _table.RenewAsync(silo.Member.Address, silo.Incarnation, default)).IsRenewed);
    }

    [Fact]
    public async Task Watch_AfterAChange_CallsBack()
    {
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (_table.Watch(() => _ = SeeAsync()))
        {
            await WhenWatchedAsync(_table);
            await JoinAsync(Silo(1));
            await told.Task.WaitAsync(Patience);
        }

        async Task SeeAsync()
        {
            if ((await _table.ReadAsync(default)).View.Version == 1) told.TrySetResult();
        }
    }

    /// <summary>A table of an empty cluster; not yet opened.</summary>
    private protected abstract Task<IClusterTable> OpenAsync(string cluster);

    /// <summary>Ends when a change would be heard of.</summary>
    private protected virtual Task WhenWatchedAsync(IClusterTable table) => Task.CompletedTask;

    private protected static SiloIdentity Silo(int number)
        => new(
            new ClusterMember(SiloAddress.New(IPAddress.Loopback, 11000 + number, number), $"silo {number}", SiloAddress.New(IPAddress.Loopback, 30000 + number, number)),
            new Guid(number, 0, 0, new byte[8]),
            "host");

    private protected async Task<ClusterChange> JoinAsync(SiloIdentity silo)
    {
        var view = (await _table.ReadAsync(default)).View;
        var change = new ClusterChange(view.Next(view.Members.Append(silo.Member)), Guid.NewGuid()) { Joining = silo.Row };
        Assert.True(await _table.TryChangeAsync(change, default));
        return change;
    }

    private async Task<bool> TryJoinAsync(SiloIdentity silo)
    {
        var view = (await _table.ReadAsync(default)).View;
        return await _table.TryChangeAsync(new ClusterChange(view.Next(view.Members.Append(silo.Member)), Guid.NewGuid()) { Joining = silo.Row }, default);
    }

    private async Task<bool> ChangeAsync(Func<ClusterView, ClusterView> next, ImmutableArray<SiloAddress> stopped, params ImmutableArray<(SiloAddress Silo, long Beat)> beats)
        => await _table.TryChangeAsync(new ClusterChange(next((await _table.ReadAsync(default)).View), Guid.NewGuid()) { Stopped = stopped, Beats = beats }, default);

    private protected async Task<SiloRowState> StateAsync(SiloIdentity silo) => (await _table.ReadAsync(default)).Find(silo.Member.Address)!.State;

    private static void AssertSame(ClusterSnapshot expected, ClusterSnapshot actual)
    {
        Assert.Equal((expected.View.Version, expected.ChangeId), (actual.View.Version, actual.ChangeId));
        Assert.Equal(expected.View.Members.AsEnumerable(), actual.View.Members);
        Assert.Equal(expected.Rows.AsEnumerable(), actual.Rows);
    }
}
