using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Hosting;

public sealed class BuilderExtensionsTests
{
    private readonly SiloDouble _silo = new();
    private readonly ClientDouble _client;

    public BuilderExtensionsTests() => _client = new ClientDouble(_silo.Services);

    [Fact]
    public void Endpoints_OnAnyAddress_AdvertiseOneAndListenOnAll()
    {
        _silo.ConfigureEndpoints(IPAddress.Parse("10.0.0.7"), 11112, 30001, listenOnAnyHostAddress: true);

        var options = Get<IOptions<EndpointOptions>>().Value;
        Assert.Equal((IPAddress.Parse("10.0.0.7"), 11112, 30001), (options.AdvertisedIPAddress, options.SiloPort, options.GatewayPort));
        Assert.Equal(new IPEndPoint(IPAddress.Any, 11112), options.SiloListeningEndpoint);
        Assert.Equal(new IPEndPoint(IPAddress.Any, 30001), options.GatewayListeningEndpoint);
    }

    [BuiltinEngineFact("Microsoft's engine asks the machine for the address of localhost, which may have none of this family.")]
    public void Endpoints_OfLocalhost_AreLoopback()
    {
        _silo.ConfigureEndpoints("localhost", 11112, 0, AddressFamily.InterNetworkV6);

        var options = Get<IOptions<EndpointOptions>>().Value;
        Assert.Equal(IPAddress.IPv6Loopback, options.AdvertisedIPAddress);
        Assert.Null(options.SiloListeningEndpoint);
    }

    [Fact]
    public async Task StartupTasks_RunAtTheirStageAndFailTheStart()
    {
        List<string> runs = [];
        _silo
            .AddStartupTask((_, _) => throw new InvalidOperationException("late"), ServiceLifecycleStage.Active + 1)
            .AddStartupTask((services, _) =>
            {
                runs.Add($"{services is not null}");
                return Task.CompletedTask;
            })
            .AddStartupTask(new Startup(runs), ServiceLifecycleStage.ApplicationServices)
            .AddStartupTask<Startup>();
        _silo.Services.AddSingleton(runs);
        var lifecycle = new SiloLifecycleSubject(NullLogger<SiloLifecycleSubject>.Instance);
        foreach (var participant in Get<IEnumerable<ILifecycleParticipant<ISiloLifecycle>>>()) participant.Participate(lifecycle);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => lifecycle.OnStart());

        Assert.Equal("late", exception.Message);
        Assert.Equal(["startup", "True", "startup"], runs);
        Assert.Equal(ServiceLifecycleStage.Active, lifecycle.HighestCompletedStage);
    }

    [Fact]
    public async Task Filters_OfEveryKind_AreServicesInTheirOrder()
    {
        List<string> runs = [];
        _silo.Services.AddSingleton(runs);
        _silo
            .AddIncomingGrainCallFilter(new Filter(runs))
            .AddIncomingGrainCallFilter(_ =>
            {
                runs.Add("delegate");
                return Task.CompletedTask;
            })
            .AddIncomingGrainCallFilter<Filter>()
            .AddOutgoingGrainCallFilter<Filter>();
        _client.AddOutgoingGrainCallFilter(_ =>
        {
            runs.Add("out");
            return Task.CompletedTask;
        });

        foreach (var filter in Get<IEnumerable<IIncomingGrainCallFilter>>()) await filter.Invoke(null!);
        foreach (var filter in Get<IEnumerable<IOutgoingGrainCallFilter>>()) await filter.Invoke(null!);

        Assert.Equal(["in", "delegate", "in", "filter out", "out"], runs);
    }

    [BuiltinEngineFact("Microsoft's engine registers the handlers under types of its own.")]
    public async Task ClientConnection_HandlersAndFilter_AreServices()
    {
        List<string> calls = [];
        _client
            .AddClusterConnectionLostHandler((_, _) => calls.Add("lost"))
            .AddGatewayCountChangedHandler((_, change) => calls.Add($"{change.PreviousNumberOfConnectedGateways}->{change.NumberOfConnectedGateways} {change.ConnectionRecovered}"))
            .UseConnectionRetryFilter((exception, _) => Task.FromResult(exception is TimeoutException));

        foreach (var observer in Get<IEnumerable<IClusterConnectionStatusObserver>>())
        {
            observer.NotifyClusterConnectionLost();
            observer.NotifyGatewayCountChanged(2, 0, true);
        }

        var filter = Get<IClientConnectionRetryFilter>();
        Assert.Equal(["lost", "0->2 True"], calls);
        Assert.True(await filter.ShouldRetryConnectionAttempt(new TimeoutException(), default));
        Assert.False(await filter.ShouldRetryConnectionAttempt(new InvalidOperationException(), default));
    }

    [Fact]
    public void GrainExtension_Added_IsFoundByItsInterface()
    {
        _silo.AddGrainExtension<IExtra, Extra>();

        Assert.IsType<Extra>(_silo.Services.BuildServiceProvider().GetRequiredKeyedService<IGrainExtension>(typeof(IExtra)));
    }

    [Fact]
    public void Options_BoundToConfiguration_AreRead()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ClusterId", "c7")]).Build();

        _silo.Configure<ClusterOptions>(configuration);

        Assert.Equal("c7", Get<IOptions<ClusterOptions>>().Value.ClusterId);
    }

    internal interface IExtra : IGrainExtension;

    internal sealed class Extra : IExtra;

    private sealed class Startup(List<string> runs) : IStartupTask
    {
        public Task Execute(CancellationToken cancellationToken)
        {
            runs.Add("startup");
            return Task.CompletedTask;
        }
    }

    private sealed class Filter(List<string> runs) : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context)
        {
            runs.Add("in");
            return Task.CompletedTask;
        }

        public Task Invoke(IOutgoingGrainCallContext context)
        {
            runs.Add("filter out");
            return Task.CompletedTask;
        }
    }

    private T Get<T>()
        where T : notnull => _silo.Services.BuildServiceProvider().GetRequiredService<T>();

    private sealed class SiloDouble : ISiloBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();

        public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();
    }

    private sealed class ClientDouble(IServiceCollection services) : IClientBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();
    }
}
