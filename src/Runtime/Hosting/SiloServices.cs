using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Orleans.Runtime;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;
using Orleans.Serialization;
using Orleans.Statistics;
using Orleans.Storage;
using Orleans.Timers;

namespace Orleans.Hosting;

/// <summary>Everything that a silo is made of.</summary>
internal static class SiloServices
{
    public static void Add(IServiceCollection services)
    {
        OrleansServices.AddCommon(services);
        services.TryAddSingleton<IClusterTable, InMemoryClusterTable>();
        services.TryAddSingleton(static provider => new SiloDetails(
            provider.GetRequiredService<IOptions<SiloOptions>>().Value,
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value,
            provider.GetRequiredService<IOptions<EndpointOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider =>
        {
            var details = provider.GetRequiredService<SiloDetails>();
            return new SiloIdentity(new ClusterMember(details.SiloAddress, details.Name, details.Gateway), provider.GetRequiredService<IdSource>().NewGuid(), HostIds.OfThisProcess);
        });
        services.TryAddSingleton<ILocalSiloDetails>(static provider => provider.GetRequiredService<SiloDetails>());
        services.TryAddSingleton<SiloLease>(static provider => MakeLease(provider)!);
        services.TryAddSingleton(MakeRuntime);
        services.TryAddSingleton<ILocalShards>(static provider => provider.GetRequiredService<SiloRuntime>());
        services.TryAddSingleton<IFencingTokens>(static provider => provider.GetRequiredService<SiloRuntime>());
        services.TryAddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<SiloRuntime>().GrainFactory);
        services.TryAddSingleton<IClusterClient>(static provider => new HostedClient(provider.GetRequiredService<SiloRuntime>().GrainFactory, provider));
        services.TryAddSingleton<IGrainRuntime>(static provider => provider.GetRequiredService<SiloRuntime>().GrainRuntime);
        services.TryAddSingleton<ITimerRegistry>(static provider => provider.GetRequiredService<SiloRuntime>().GrainRuntime.TimerRegistry);
        services.TryAddSingleton<IGrainContextAccessor, GrainContextAccessor>();
        services.TryAddScoped(static _ => RuntimeContext.Current ?? throw new InvalidOperationException("IGrainContext can be injected into grains and what is made for them only."));
        services.AddGrainState();
        services.TryAddSingleton<SiloLifecycleSubject>();
        services.TryAddSingleton<ISiloLifecycle>(static provider => provider.GetRequiredService<SiloLifecycleSubject>());
        services.TryAddSingleton(static provider =>
        {
            var silo = provider.GetRequiredService<SiloRuntime>();
            return new ClusterMembership(
                silo, provider.GetRequiredService<IClusterTable>(), provider.GetRequiredService<IOptions<ClusterLeaseOptions>>().Value, provider.GetRequiredService<SiloIdentity>(), provider.GetRequiredService<ILogger<ClusterMembership>>())
            {
                Lost = provider.GetService<IHostApplicationLifetime>() is { } host ? _ => host.StopApplication() : null,
            };
        });
        services.TryAddSingleton<ProcessStatistics>();
        services.TryAddSingleton<IEnvironmentStatisticsProvider>(static provider => provider.GetRequiredService<ProcessStatistics>());
        services.TryAddSingleton<SiloStatusOracle>();
        services.TryAddSingleton<ISiloStatusOracle>(static provider => provider.GetRequiredService<SiloStatusOracle>());
        services.TryAddSingleton<ILocalActivationStatusChecker, LocalActivationStatusChecker>();
        services.TryAddSingleton<SiloHost>();
        services.AddHostedService(static provider =>
        {
            OrleansServices.Validate(provider);
            return provider.GetRequiredService<SiloHost>();
        });
        AddValidators(services);
    }

    private static void AddValidators(IServiceCollection services)
    {
        services.AddSingleton<IConfigurationValidator, EndpointOptionsValidator>();
        services.AddSingleton<IConfigurationValidator, SiloMessagingOptionsValidator>();
        services.AddSingleton<IConfigurationValidator, SchedulingOptionsValidator>();
        services.AddSingleton<IConfigurationValidator, GrainCollectionOptionsValidator>();
        services.AddSingleton<IConfigurationValidator, StatelessWorkerOptionsValidator>();
        services.AddSingleton<IConfigurationValidator, ClusterMembershipOptionsValidator>();
        services.AddSingleton<IConfigurationValidator, ClusterLeaseOptionsValidator>();
        services.AddSingleton<IConfigurationValidator, LoadSheddingOptionsValidator>();
        OrleansServices.AddSecurityValidator(services);
    }

    /// <summary>Silos of one process cannot lose one another; their pipes do not break by themselves, and their table is in their own memory.</summary>
    private static SiloLease? MakeLease(IServiceProvider provider)
    {
        if (provider.GetRequiredService<ITransport>() is LoopbackTransport) return null;
        var time = LeaseTime.For(provider.GetRequiredService<TimeProvider>());
        return new SiloLease(new LeaseClock(provider.GetRequiredService<IOptions<ClusterLeaseOptions>>().Value.Constants, time.TimestampFrequency), time)
        {
            GuardsMessages = provider.GetService<IOptions<DevelopmentClusterMembershipOptions>>()?.Value.PrimarySiloEndpoint is null,
        };
    }

    private static SiloRuntime MakeRuntime(IServiceProvider provider)
    {
        var details = provider.GetRequiredService<SiloDetails>();
        var messaging = provider.GetRequiredService<IOptions<SiloMessagingOptions>>().Value;
        var catalog = provider.GetRequiredService<CodecCatalog>();
        var silo = new SiloRuntime(
            OrleansServices.CallServices(provider, messaging.ResponseTimeout),
            new SiloRuntimeOptions(provider.GetRequiredService<IOptions<GrainCollectionOptions>>().Value, messaging, provider.GetRequiredService<IOptions<SchedulingOptions>>().Value, ShardMap.ShardsDefault),
            details.SiloAddress,
            details.Name,
            provider.GetRequiredService<GrainInterfaceCatalog>(),
            provider.GetRequiredService<GrainClassCatalog>(),
            provider.GetRequiredService<ITransport>(),
            OrleansServices.Limits(provider, messaging),
            ClusterSecurity.SecretOf(provider),
            new NodeIdentity(details.ClusterId, details.ServiceId, details.SiloAddress, null) { HostId = provider.GetRequiredService<SiloIdentity>().HostId },
            provider.GetService<SiloLease>(),
            new SiloLog(provider.GetRequiredService<ILoggerFactory>().CreateLogger("Orleans.Runtime.Silo")));
        catalog.GrainReferences = new HostedGrainReferences(silo.References);
        return silo;
    }

    private sealed class GrainContextAccessor : IGrainContextAccessor
    {
        public IGrainContext GrainContext => RuntimeContext.Current!;
    }
}

/// <summary>Who and where this silo is.</summary>
/// <param name="generation">Null to have one made from the time and from what this process has made before.</param>
internal sealed class SiloDetails(SiloOptions silo, ClusterOptions cluster, EndpointOptions endpoints, TimeProvider time, int? generation = null) : ILocalSiloDetails
{
    private readonly int _generation = generation ?? SiloAddress.AllocateNewGeneration(time);

    public string Name { get; } = silo.SiloName ?? $"Silo_{endpoints.SiloPort}";

    public string ClusterId => cluster.ClusterId;

    public string ServiceId => cluster.ServiceId;

    public string DnsHostName { get; } = Dns.GetHostName();

    public SiloAddress SiloAddress => field ??= SiloAddress.New(AdvertisedAddress, endpoints.SiloPort, _generation);

    public SiloAddress GatewayAddress => field ??= SiloAddress.New(AdvertisedAddress, endpoints.GatewayPort, _generation);

    /// <summary>Where the silo accepts silos.</summary>
    public IPEndPoint SiloListening => endpoints.SiloListeningEndpoint ?? new IPEndPoint(AdvertisedAddress, endpoints.SiloPort);

    /// <summary>Where it accepts clients; null if it accepts none.</summary>
    public IPEndPoint? GatewayListening => endpoints.GatewayPort == 0 ? null : endpoints.GatewayListeningEndpoint ?? new IPEndPoint(AdvertisedAddress, endpoints.GatewayPort);

    public SiloAddress? Gateway => endpoints.GatewayPort == 0 ? null : GatewayAddress;

    private IPAddress AdvertisedAddress => endpoints.AdvertisedIPAddress ?? IPAddress.Loopback;
}

/// <summary>The cluster, for code that runs in a silo's process outside of grains.</summary>
internal sealed class HostedClient(IGrainFactory factory, IServiceProvider services) : IClusterClient
{
    public IServiceProvider ServiceProvider => services;

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey => factory.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey => factory.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey => factory.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey => factory.GetGrain<TGrainInterface>(primaryKey, keyExtension, grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey => factory.GetGrain<TGrainInterface>(primaryKey, keyExtension, grainClassNamePrefix);

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => factory.CreateObjectReference<TGrainObserverInterface>(obj);

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => factory.DeleteObjectReference<TGrainObserverInterface>(obj);

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => factory.GetGrain(grainInterfaceType, grainPrimaryKey);

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => factory.GetGrain(grainInterfaceType, grainPrimaryKey);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => factory.GetGrain(grainInterfaceType, grainPrimaryKey);

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) => factory.GetGrain(grainInterfaceType, grainPrimaryKey, keyExtension);

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) => factory.GetGrain(grainInterfaceType, grainPrimaryKey, keyExtension);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => factory.GetGrain<TGrainInterface>(grainId);

    public IAddressable GetGrain(GrainId grainId) => factory.GetGrain(grainId);

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => factory.GetGrain(grainId, interfaceType);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix) => factory.GetGrain(interfaceType, grainKey, grainClassNamePrefix);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => factory.GetGrain(interfaceType, grainKey);
}
