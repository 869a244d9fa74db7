using System.Net;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Options;

/// <summary>A wrong setting fails the start of its silo or client, by name, with its value and what is needed, and before anything else can fail because of it.</summary>
[Promise("O3")]
public sealed class OptionsAtStartTests
{
    private static readonly Dictionary<string, Action<ISiloBuilder>> OfSilos = new()
    {
        ["ClusterOptions.ClusterId is empty;"] = silo => silo.Configure<ClusterOptions>(o => o.ClusterId = " "),
        ["ConnectionOptions.ConnectionRetryDelay is -00:00:01;"] = silo => silo.Configure<ConnectionOptions>(o => o.ConnectionRetryDelay = TimeSpan.FromSeconds(-1)),
        ["ConnectionOptions.OpenConnectionTimeout is 00:00:00;"] = silo => silo.Configure<ConnectionOptions>(o => o.OpenConnectionTimeout = TimeSpan.Zero),
        ["ConnectionOptions.ConnectionsPerEndpoint is 0;"] = silo => silo.Configure<ConnectionOptions>(o => o.ConnectionsPerEndpoint = 0),
        ["EndpointOptions.SiloPort is 70000;"] = silo => silo.Configure<EndpointOptions>(o => o.SiloPort = 70_000),
        ["EndpointOptions.SiloPort can not be 0:"] = silo => silo.Configure<EndpointOptions>(o => o.SiloPort = 0),
        ["EndpointOptions.GatewayPort is -1;"] = silo => silo.Configure<EndpointOptions>(o => o.GatewayPort = -1),
        ["EndpointOptions.GatewayPort is 11111;"] = silo => silo.Configure<EndpointOptions>(o => o.GatewayPort = o.SiloPort),
        ["EndpointOptions.SiloListeningEndpoint.Port is 0;"] = silo => silo.Configure<EndpointOptions>(o => o.SiloListeningEndpoint = new IPEndPoint(IPAddress.Any, 0)),
        ["EndpointOptions.AdvertisedIPAddress can not be '0.0.0.0':"] = silo => silo.Configure<EndpointOptions>(o => o.AdvertisedIPAddress = IPAddress.Any),
        ["SiloMessagingOptions.ResponseTimeout is 00:00:00;"] = silo => silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.Zero),
        ["SiloMessagingOptions.MaxMessageBodySize is 10;"] = silo => silo.Configure<SiloMessagingOptions>(o => o.MaxMessageBodySize = 10),
        ["SiloMessagingOptions.MaxEnqueuedRequestsHardLimit is -1;"] = silo => silo.Configure<SiloMessagingOptions>(o => o.MaxEnqueuedRequestsHardLimit = -1),
        ["SchedulingOptions.TurnWarningLengthThreshold is 00:00:00;"] = silo => silo.Configure<SchedulingOptions>(o => o.TurnWarningLengthThreshold = TimeSpan.Zero),
        ["GrainCollectionOptions.CollectionAge is 00:00:30;"] = silo => silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = TimeSpan.FromSeconds(30)),
        ["GrainCollectionOptions.ActivationTimeout is 00:00:00;"] = silo => silo.Configure<GrainCollectionOptions>(o => o.ActivationTimeout = TimeSpan.Zero),
        ["StatelessWorkerOptions.MinIdleCyclesBeforeRemoval is 0;"] = silo => silo.Configure<StatelessWorkerOptions>(o => o.MinIdleCyclesBeforeRemoval = 0),
        ["ClusterMembershipOptions.ProbeTimeout is 00:00:00;"] = silo => silo.Configure<ClusterMembershipOptions>(o => o.ProbeTimeout = TimeSpan.Zero),
        ["ClusterMembershipOptions.NumVotesForDeathDeclaration is 0;"] = silo => silo.Configure<ClusterMembershipOptions>(o => o.NumVotesForDeathDeclaration = 0),
        ["LoadSheddingOptions.CpuThreshold is 101;"] = silo => silo.Configure<LoadSheddingOptions>(o => (o.LoadSheddingEnabled, o.CpuThreshold) = (true, 101)),
        ["ReminderOptions.MaximumConcurrentTicks is 0;"] = silo => silo.UseInMemoryReminderService().Configure<ReminderOptions>(o => o.MaximumConcurrentTicks = 0),
        ["MemoryGrainStorageOptions.NumStorageGrains"] = silo => silo.AddMemoryGrainStorage("a", (MemoryGrainStorageOptions o) => o.NumStorageGrains = 0),
    };

    private static readonly Dictionary<string, Action<IClientBuilder>> OfClients = new()
    {
        ["ClusterOptions.ServiceId is empty;"] = client => client.Configure<ClusterOptions>(o => o.ServiceId = ""),
        ["ConnectionOptions.OpenConnectionTimeout is 00:00:00;"] = client => client.Configure<ConnectionOptions>(o => o.OpenConnectionTimeout = TimeSpan.Zero),
        ["ClientMessagingOptions.ResponseTimeout is -00:00:05;"] = client => client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(-5)),
        ["ClientMessagingOptions.ClientSenderBuckets is 0;"] = client => client.Configure<ClientMessagingOptions>(o => o.ClientSenderBuckets = 0),
        ["GatewayOptions.GatewayListRefreshPeriod is 00:00:00;"] = client => client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = TimeSpan.Zero),
        ["GatewayOptions.PreferredGatewayIndex is -2;"] = client => client.Configure<GatewayOptions>(o => o.PreferredGatewayIndex = -2),
        ["StaticGatewayListProviderOptions.Gateways is 'http://here/';"] = client => client.UseStaticClustering((StaticGatewayListProviderOptions o) => o.Gateways.Add(new Uri("http://here"))),
    };

    public static TheoryData<string> SiloSettings => [.. OfSilos.Keys];

    public static TheoryData<string> ClientSettings => [.. OfClients.Keys];

    [Theory]
    [MemberData(nameof(SiloSettings))]
    public async Task Silo_WithAWrongSetting_DoesNotStartAndNamesIt(string expected)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo => OfSilos[expected](silo.UseLocalhostClustering()));
        using var host = builder.Build();
        var refusal = await Assert.ThrowsAsync<OrleansConfigurationException>(() => host.StartAsync());
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ClientSettings))]
    public async Task Client_WithAWrongSetting_DoesNotStartAndNamesIt(string expected)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => OfClients[expected](client.UseLocalhostClustering()));
        using var host = builder.Build();
        var refusal = await Assert.ThrowsAsync<OrleansConfigurationException>(() => host.StartAsync());
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_WithTheDefaults_Starts()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        using var ports = new TestClusterPortAllocator();
        var (siloPort, gatewayPort) = ports.AllocateConsecutivePortPairs(1);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(siloPort, gatewayPort));
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
    }
}
