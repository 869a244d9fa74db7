using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Membership;
using OrleansAgents.Runtime.Tests.Clusters;
using OrleansAgents.Runtime.Tests.Transport;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>Rules R8 and R12: members that renew and do not answer, and endpoints at which another silo answers.</summary>
public sealed class UnreachableMemberTests 
{
    private static readonly TimeSpan Lease = LeasedSilo.Lease;
    private static readonly SiloAddress Other = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 9), 1);

    [Fact]
    public async Task Member_ThatRenewsAndAnswersNobody_LosesItsRightToRenew_AndIsRemoved()
    {
        await using var silo = await LeasedSilo.Start(static _ => { });
        await silo.Join(Other, "another host");
        for (var passed = TimeSpan.Zero; passed < Lease * 3 && await silo.Renew(Other); passed += Lease / 4) silo.Pass(Lease / 4);
        Assert.Equal(SiloRowState.Revoked, silo.Table.Rows.Single(static row => row.Address.Equals(Other)).State);
        await silo.Log.Line("Its right to renew is taken");
        silo.Pass(Lease * 1.5);
        Assert.False(silo.Runtime.View.Contains(Other));
    }

    /// <summary>It may be frozen for a moment; if it wakes within its lease it goes on.</summary>
    [Fact]
    public async Task Member_ThatNeitherAnswersNorRenews_KeepsItsRight_UntilItsLeaseEnds()
    {
        await using var silo = await LeasedSilo.Start(static _ => { });
        await silo.Join(Other, "another host");
        silo.Pass(Lease * 0.75);
        Assert.True(await silo.Renew(Other));
        Assert.True(silo.Runtime.View.Contains(Other));
    }

    [Fact]
    public async Task Endpoint_ThatRefuses_ProvesTheEndOfASiloOfThisHost()
    {
        await using var silo = await LeasedSilo.Start(SuspectNobody);
        await silo.Join(Other, HostIds.OfThisProcess);
        await Until(silo, Other, () => !silo.Runtime.View.Contains(Other));
        await silo.Log.Line("has ended: its endpoint refuses connections");
    }

    [Fact]
    public async Task Endpoint_ThatRefusesOnAnotherHost_ProvesNothing_UnlessTheNetworkIsTrusted()
    {
        await using var silo = await LeasedSilo.Start(static options =>
        {
            SuspectNobody(options);
            options.TrustRefusals = true;
        });
        await silo.Join(Other, "another host");
        await Until(silo, Other, () => !silo.Runtime.View.Contains(Other));

        await using var wary = await LeasedSilo.Start(SuspectNobody);
        await wary.Join(Other, "another host");
        for (var step = 0; step < 100; step++) await Step(wary, Other);
        Assert.True(wary.Runtime.View.Contains(Other));
    }

    [Fact]
    public async Task Endpoint_WhereASuccessorAnswers_ProvesTheEnd_OnlyOnTheSameHost()
    {
        // Another silo listens where a member did that has gone without a word.
        await using var cluster = new SocketCluster();
        var successor = SocketCluster.RuntimeOf(await cluster.StartSilo());
        var former = SiloAddress.New(successor.Address.Endpoint, successor.Address.Generation - 1);
        await using var silo = await LeasedSilo.Start(static options =>
        {
            SuspectNobody(options);
            options.TrustRefusals = true;
        });
        await silo.Join(former, HostIds.OfThisProcess);
        await Until(silo, former, () => !silo.Runtime.View.Contains(former));

        await using var other = await LeasedSilo.Start(static options =>
        {
            SuspectNobody(options);
            options.TrustRefusals = true;
        });
        await other.Join(former, "another host");
        await Until(other, former, () => other.Log.Lines.Any(static line => line.Contains("on another host answers at its endpoint", StringComparison.Ordinal)));
        Assert.True(other.Runtime.View.Contains(former));
    }

    /// <summary>Rule R11: without the table nobody is removed, and members that answered votes with votes would go on telling one another.</summary>
    [Fact]
    public async Task Vote_OfAnother_IsAnsweredOnlyByWhoHasNotVoted()
    {
        await using var silo = await LeasedSilo.Start(SuspectNobody);
        var third = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 10), 1);
        await silo.Join(Other, "another host");
        await silo.Join(third, "another host");

        // Each probe asks for the rows, since none names the host.
        var (probes, proven) = (0, 0);
        var options = new ClusterLeaseOptions { TrustRefusals = true };
        var monitor = new PeerMonitor(silo.Runtime, silo.Host.Services.GetRequiredService<SiloIdentity>(), options, new RowWatch(ClusterConstants.Default, silo.Time.TimestampFrequency), silo.Time, NullLogger.Instance, CancellationToken.None)
        {
            ReadRows = () =>
            {
                probes++;
                return Task.CompletedTask;
            },
            Proven = () => proven++,
            Revoke = static _ => Task.CompletedTask,
        };
        await monitor.Probe(Other).WithPatience();
        Assert.Equal((1, 0), (probes, proven));
        Assert.False(monitor.Proofs.IsOpen(Other, silo.Runtime.Address));

        monitor.RefusedBy(third, Other);
        monitor.RefusedBy(third, Other);
        Assert.Equal((1, 1), (probes, proven));
    }

    private static void SuspectNobody(ClusterLeaseOptions options) => options.SuspicionTime = TimeSpan.FromDays(1);

    // The member renews, so that it is not its lease that ends.
    private static async Task Step(LeasedSilo silo, SiloAddress member)
    {
        silo.Pass(Lease / 8);
        await silo.Renew(member);
        await Task.Yield();
    }

    private static async Task Until(LeasedSilo silo, SiloAddress member, Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(ClusterTest.Patience);
        while (!holds())
        {
            Assert.False(limit.IsCancellationRequested, "It did not come to this.");
            await Step(silo, member);
        }
    }
}
