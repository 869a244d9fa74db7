using Orleans.Runtime;
using Orleans.Runtime.Transport;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.Transport;

/// <summary>What calls do over sockets, between two silos and a client; and what happens when one of them goes.</summary>
public sealed class SocketClusterTests
{
    [Fact]
    public async Task Calls_OverSockets_CarryValuesFailuresObserversAndCancellation()
    {
        await using var cluster = new SocketCluster();
        var (first, second) = (await cluster.StartSilo(), await cluster.StartSilo());
        var client = await cluster.StartClient(first);
        var (near, far) = (await SocketCluster.GrainOn<ICarrierGrain>(client, first), await SocketCluster.GrainOn<ICarrierGrain>(client, second));
        var cargo = await near.EchoBy(far, new Cargo { Bytes = new byte[300_000], Items = [new Item("tofu", 400)] }).WithPatience();
        Assert.Equal((300_000, "tofu"), (cargo.Bytes.Length, cargo.Items[0]!.Name));
        Assert.Equal(7, (await Assert.ThrowsAsync<CargoLostException>(() => near.ThrowBy(far, "lost", 7)).WithPatience()).Code);
        Assert.Equal(45, await near.SumBy(far, 10, ClusterTest.UniqueKey()).WithPatience());

        var listener = new Listener();
        var reference = SocketCluster.GrainsOf(client).CreateObjectReference<IListener>(listener);
        Assert.Equal("why? because", await far.Ask(reference, "why?").WithPatience());

        var name = ClusterTest.UniqueKey();
        using var source = new CancellationTokenSource();
        var waiting = near.WaitForCancellationBy(far, name, source.Token);
        await Waypoint.Entered(name);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WithPatience());
        GC.KeepAlive(listener);
    }

    [Fact]
    public async Task Silo_ThatLeaves_HandsItsGrainsOver_AndTheClientFollows()
    {
        await using var cluster = new SocketCluster();
        var (first, second) = (await cluster.StartSilo(), await cluster.StartSilo());
        var client = await cluster.StartClient(first);
        var grain = await SocketCluster.GrainOn<IPlacedGrain>(client, second);
        await second.StopAsync().WithPatience();
        Assert.Equal(SocketCluster.RuntimeOf(first).Address, await grain.Where().WithPatience());
    }

    [Fact]
    public async Task Connection_ThatBreaks_FailsItsCallsInFlightAtOnce_AndIsMadeAnew()
    {
        await using var cluster = new SocketCluster();
        var (first, second) = (await cluster.StartSilo(), await cluster.StartSilo());
        var client = await cluster.StartClient(first);
        var (grain, gate, held) = await SocketCluster.HeldCall(client, second);

        var center = client.Services.GetService(typeof(ClientRuntime)) is ClientRuntime runtime ? runtime.Messages : throw new InvalidOperationException();
        (await center.Connect(SocketCluster.RuntimeOf(second).Address)).Close(new IOException("Cut by the test."));
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => held.WithPatience());
        Assert.Contains("may or may not have run", failure.Message, StringComparison.Ordinal);
        Waypoint.Release(gate);
        Assert.Equal(SocketCluster.RuntimeOf(second).Address, await grain.Where().WithPatience());
    }

    [Fact]
    public async Task Client_ThatHasGone_IsNotAvailableToItsObserversCallers()
    {
        await using var cluster = new SocketCluster();
        var silo = await cluster.StartSilo();
        var (staying, going) = (await cluster.StartClient(silo), await cluster.StartClient(silo));
        var listener = new Listener();
        var reference = SocketCluster.GrainsOf(going).CreateObjectReference<IListener>(listener);
        var grain = SocketCluster.GrainsOf(staying).GetGrain<ICarrierGrain>(ClusterTest.UniqueKey());
        await SocketCluster.GrainsOf(going).GetGrain<ICarrierGrain>(grain.GetPrimaryKeyString()).Remember(reference).WithPatience();
        Assert.Equal("still? because", await grain.AskRemembered("still?").WithPatience());
        var gone = cluster.Log.Line("ended: ");
        await going.StopAsync().WithPatience();
        await gone;
        await Assert.ThrowsAsync<ClientNotAvailableException>(() => grain.AskRemembered("still?").WithPatience());
        GC.KeepAlive(listener);
    }

    [Fact]
    public async Task Port_InUse_FailsTheStartAndNamesTheSetting()
    {
        await using var cluster = new SocketCluster();
        var silo = await cluster.StartSilo();
        var taken = SocketCluster.SiloPortOf(silo).Port;
        var second = cluster.MakeSilo(taken, SocketCluster.FreePorts().Gateway);
        var failure = await Assert.ThrowsAsync<IOException>(() => second.StartAsync().WithPatience());
        Assert.Contains($"127.0.0.1:{taken} cannot be listened at", failure.Message, StringComparison.Ordinal);
        Assert.Contains("EndpointOptions", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dialling_AnEndpointWhereNobodyListens_IsRefused()
    {
        await using var cluster = new SocketCluster();
        var silo = await cluster.StartSilo();
        var nobody = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 1);
        await Assert.ThrowsAsync<EndpointRefusedException>(() => SocketCluster.RuntimeOf(silo).Messages.ConnectTo(nobody).WithPatience());
    }

    private sealed class Listener : IListener
    {
        public void Heard(string text)
        {
        }

        public Task<string> Answer(string question) => Task.FromResult($"{question} because");
    }
}
