using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Transport;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.Transport;

/// <summary>Who is let in, and what the others are told.</summary>
public sealed class HandshakeTests
{
    private const string Secret = "the secret of this cluster";

    [Fact]
    public async Task Nodes_ThatKnowTheSecret_WorkTogether()
    {
        await using var cluster = Secured();
        var (first, _) = (await cluster.StartSilo(), await cluster.StartSilo());
        var client = await cluster.StartClient(first);
        await SocketCluster.GrainsOf(client).GetGrain<IPlacedGrain>(ClusterTest.UniqueKey()).Where().WithPatience();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("the secret of another one")]
    public async Task Client_WithoutTheSecret_IsRefusedBeforeAnyMessage(string? secret)
    {
        await using var cluster = Secured();
        var silo = await cluster.StartSilo();
        cluster.ConfigureClient = secret is null ? null : client => client.UseClusterSecret(secret);
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.StartClient(silo));
        Assert.Contains("does not know the cluster's secret (ClusterSecurityOptions.Secret)", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, SocketCluster.RuntimeOf(silo).Messages.Counts.Received);
    }

    [Fact]
    public async Task Silo_ThatDoesNotKnowTheSecret_IsNotTrustedByAClientThatDoes()
    {
        await using var cluster = new SocketCluster { ConfigureClient = static client => client.UseClusterSecret(Secret) };
        var silo = await cluster.StartSilo();
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.StartClient(silo));
        Assert.Contains("does not know the cluster's secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_OfAnotherCluster_IsRefusedAndBothNamesAreSaid()
    {
        await using var cluster = new SocketCluster();
        var silo = await cluster.StartSilo();
        var client = cluster.MakeClient(SocketCluster.GatewayOf(silo).Port, "production");
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => client.StartAsync().WithPatience());
        Assert.Contains("it belongs to cluster 'production' of service 'dev', this node to 'dev' of 'dev' (ClusterOptions)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ports_TakeTheirOwnKindOnly()
    {
        await using var cluster = new SocketCluster();
        var silo = await cluster.StartSilo();
        var client = cluster.MakeClient(SocketCluster.SiloPortOf(silo).Port);
        var refused = await Assert.ThrowsAsync<SiloUnavailableException>(() => client.StartAsync().WithPatience());
        Assert.Contains("clients connect to the gateway port", refused.Message, StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<HandshakeRefusedException>(() => SocketCluster.RuntimeOf(silo).Messages.ConnectTo(SocketCluster.GatewayOf(silo)).WithPatience());
        Assert.Contains("silos connect to the silo port", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_ThatIsShort_IsRefusedAtStart()
    {
        await using var cluster = new SocketCluster { ConfigureSilo = static silo => silo.UseClusterSecret("short") };
        var failure = await Assert.ThrowsAsync<OrleansConfigurationException>(cluster.StartSilo);
        Assert.Contains("ClusterSecurityOptions.Secret is 5 characters long; 16 or more are needed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_ThatOthersCouldReach_NeedsASecretOrCertificates()
    {
        await using var cluster = new SocketCluster
        {
            ConfigureSilo = static silo => silo.Configure<EndpointOptions>(static options => options.SiloListeningEndpoint = new IPEndPoint(IPAddress.Any, options.SiloPort)),
        };
        var failure = await Assert.ThrowsAsync<OrleansConfigurationException>(cluster.StartSilo);
        Assert.Contains("anybody could join the cluster. Set ClusterSecurityOptions.Secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peer_OfAnotherProtocolVersion_IsToldSo()
    {
        await using var cluster = new SocketCluster();
        var silo = await cluster.StartSilo();
        using var peer = await RawPeer.Connect(SocketCluster.GatewayOf(silo));
        await peer.Send(FrameKind.Hello, static writer =>
        {
            writer.WriteInt32(HandshakeField.Protocol, 99);
            writer.WriteString(HandshakeField.Client, "from the future");
        }, SocketCluster.RuntimeOf(silo).Catalog);
        Assert.Contains("it speaks protocol 99, this node speaks 1", System.Text.Encoding.UTF8.GetString(await peer.ReadToEnd().WithPatience()), StringComparison.Ordinal);
    }

    private static SocketCluster Secured() => new() { ConfigureSilo = static silo => silo.UseClusterSecret(Secret), ConfigureClient = static client => client.UseClusterSecret(Secret) };
}
