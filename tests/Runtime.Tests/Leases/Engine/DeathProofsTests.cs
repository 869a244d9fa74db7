using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Placement;
using OrleansAgents.Runtime.Tests.Clusters;
using OrleansAgents.Runtime.Tests.Transport;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>Rule R11: when a refused connection proves the end of a process, and what follows.</summary>
public sealed class DeathProofsTests
{
    private static readonly SiloAddress[] Silos = [.. Enumerable.Range(1, 4).Select(static number => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, number), 1))];

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    public void End_IsProvenByTwoVotes_OrByTheOnlyOtherMember(int members, int votes)
    {
        var (proofs, view) = (new DeathProofs(), View(members));
        for (var voter = 1; voter < votes; voter++) Assert.False(proofs.Refused(Silos[0], Silos[voter], view));
        Assert.True(proofs.Refused(Silos[0], Silos[votes], view));
        Assert.Contains(Silos[0], proofs.Dead);
    }

    [Fact]
    public void Vote_GivenTwice_CountsOnce()
    {
        var (proofs, view) = (new DeathProofs(), View(3));
        Assert.False(proofs.Refused(Silos[0], Silos[1], view));
        Assert.False(proofs.Refused(Silos[0], Silos[1], view));
        Assert.Empty(proofs.Dead);
    }

    [Fact]
    public void Vote_OfOneThatIsNoMember_DoesNotCount()
    {
        var (proofs, view) = (new DeathProofs(), View(3));
        Assert.False(proofs.Refused(Silos[0], Silos[3], view));
        Assert.False(proofs.Refused(Silos[0], Silos[1], view));
        Assert.Empty(proofs.Dead);
    }

    [Fact]
    public void Silo_HasNoVoteAboutItself()
    {
        var (proofs, view) = (new DeathProofs(), View(2));
        Assert.False(proofs.Refused(Silos[0], Silos[0], view));
    }

    /// <summary>Who is told of a vote answers with one of its own as long as that counts, and never again: else two members would tell one another without end.</summary>
    [Fact]
    public void Vote_OfAMember_IsWantedOnce_AndNotWhenTheEndIsProven()
    {
        var (proofs, view) = (new DeathProofs(), View(4));
        Assert.True(proofs.IsOpen(Silos[0], Silos[1]));
        proofs.Refused(Silos[0], Silos[1], view);
        Assert.False(proofs.IsOpen(Silos[0], Silos[1]));
        Assert.True(proofs.IsOpen(Silos[0], Silos[2]));
        proofs.Refused(Silos[0], Silos[2], view);
        Assert.False(proofs.IsOpen(Silos[0], Silos[3]));
    }

    /// <summary>The lease is longer than anyone waits here, so it is the proof that makes the others take over.</summary>
    [Fact]
    public async Task Silo_WhoseProcessEnds_IsReplacedLongBeforeItsLease()
    {
        await using var cluster = new SocketCluster();
        var (first, second, third) = (await cluster.StartSilo(), await cluster.StartSilo(), await cluster.StartSilo());
        var client = await cluster.StartClient(first);
        var grain = await SocketCluster.GrainOn<IPlacedGrain>(client, third);

        // Each has read the rows of the others with a beat of its own before one ends.
        await Task.WhenAll(new[] { first, second }.Select(static silo => SocketCluster.RuntimeOf(silo).RefreshViewAsync()));
        third.Services.GetRequiredService<SiloHost>().Kill();
        await cluster.Log.Line("has ended: its endpoint refuses connections");
        await cluster.Log.Line("Removed from the cluster, as they have surely stopped");
        Assert.NotEqual(SocketCluster.RuntimeOf(third).Address, await grain.Where().WithPatience());
    }

    private static ClusterView View(int members) => new(1, [.. Silos.Take(members).Select(static silo => new ClusterMember(silo, "", null))]);
}
