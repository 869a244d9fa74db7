using Microsoft.Extensions.Hosting;
using Orleans.Connections.Security;
using Orleans.Hosting;
using Orleans.Runtime;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.Transport;

/// <summary>Mutual TLS: who is let in by it, what the others are told, and certificates that are renewed while the cluster runs.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly Certificates _trusted = new();
    private readonly Certificates _foreign = new();

    public void Dispose()
    {
        _trusted.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task Nodes_WithCertificatesOfTheAuthority_WorkTogether()
    {
        await using var cluster = Secured(_trusted.Issue("silo"), _trusted.Issue("client"));
        var (first, second) = (await cluster.StartSilo(), await cluster.StartSilo());
        var client = await cluster.StartClient(first);
        var far = await SocketCluster.GrainOn<ICarrierGrain>(client, second);
        Assert.Equal(200_000, (await far.Echo(new Cargo { Bytes = new byte[200_000] }).WithPatience()).Bytes.Length);
    }

    [Fact]
    public async Task Client_WithAnExpiredCertificate_IsRefused() => await AssertRefused(Secured(_trusted.Issue("silo"), _trusted.Issue("client", hasExpired: true)));

    [Fact]
    public async Task Client_WithAForeignCertificate_IsRefused() => await AssertRefused(Secured(_trusted.Issue("silo"), _foreign.Issue("client")));

    [Fact]
    public async Task Client_WithoutTls_IsRefusedByASiloWithTls_AndTheTextNamesTls()
    {
        await using var cluster = Secured(_trusted.Issue("silo"), null);
        var silo = await cluster.StartSilo();
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.StartClient(silo));
        Assert.Contains("TLS", failure.Message, StringComparison.Ordinal);
        await cluster.Log.Line("was refused by TLS");
    }

    [Fact]
    public async Task Client_WithTls_IsRefusedByASiloWithoutTls_AndTheLogNamesTls()
    {
        await using var cluster = Secured(null, _trusted.Issue("client"));
        var silo = await cluster.StartSilo();
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.StartClient(silo));
        Assert.Contains("TLS", failure.Message, StringComparison.Ordinal);
        await cluster.Log.Line("speaks TLS, this node does not. Configure UseTls on both sides or on neither.");
    }

    [Fact]
    public async Task Silo_WithAForeignCertificate_IsNotTrusted()
    {
        await using var cluster = Secured(_foreign.Issue("silo"), _trusted.Issue("client"));
        var silo = await cluster.StartSilo();
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.StartClient(silo));
        Assert.Contains("certificates that the other trusts", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_ThatIsRenewed_IsUsedWithoutARestart()
    {
        var file = _trusted.Issue("client", hasExpired: true);
        await using var cluster = Secured(_trusted.Issue("silo"), file);
        var silo = await cluster.StartSilo();
        var client = cluster.MakeClient(SocketCluster.GatewayOf(silo).Port);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => client.StartAsync().WithPatience());
        Assert.Equal(file, _trusted.Issue("client"));
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(10));
        await client.StartAsync().WithPatience();
        await SocketCluster.GrainsOf(client).GetGrain<IPlacedGrain>(ClusterTest.UniqueKey()).Where().WithPatience();
    }

    [Fact]
    public async Task Certificate_ThatIsMissing_FailsTheStartAndNamesTheFile()
    {
        await using var cluster = new SocketCluster();
        var silo = await Secured(_trusted.Issue("silo"), "/nowhere/client.pem").With(cluster).StartSilo();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => cluster.StartClient(silo));
        Assert.Contains("/nowhere/client.pem", failure.ToString(), StringComparison.Ordinal);
    }

    private static async Task AssertRefused(SocketCluster cluster)
    {
        await using (cluster)
        {
            var silo = await cluster.StartSilo();
            var received = SocketCluster.RuntimeOf(silo).Messages.Counts.Received;
            await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.StartClient(silo));
            await cluster.Log.Line("was refused by TLS");
            Assert.Equal(received, SocketCluster.RuntimeOf(silo).Messages.Counts.Received);
        }
    }

    private SocketCluster Secured(string? silo, string? client) => new()
    {
        ConfigureSilo = silo is null ? null : builder => builder.UseTls(options => (options.CertificateFile, options.AuthorityFile) = (silo, _trusted.AuthorityFile)),
        ConfigureClient = client is null ? null : builder => builder.UseTls(options => (options.CertificateFile, options.AuthorityFile) = (client, _trusted.AuthorityFile)),
    };
}

internal static class SocketClusterExtensions
{
    /// <summary>Gives another cluster the same configuration.</summary>
    public static SocketCluster With(this SocketCluster configured, SocketCluster cluster)
    {
        (cluster.ConfigureSilo, cluster.ConfigureClient) = (configured.ConfigureSilo, configured.ConfigureClient);
        return cluster;
    }
}
