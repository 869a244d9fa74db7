using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests.TestingHost;

/// <summary>A test cluster as Orleans' users know it: options, configurators by type, silos that come and go by name.</summary>
public sealed class TestClusterTests
{
    [Fact]
    public async Task Deploy_ByDefault_StartsTwoSilosAndTheClient()
    {
        await using var cluster = new TestClusterBuilder().Build();
        await cluster.DeployAsync();

        Assert.Equal(["Primary", "Secondary_1"], cluster.Silos.Select(silo => silo.Name));
        Assert.Equal("Primary", cluster.Primary!.Name);
        Assert.Equal("Secondary_1", Assert.Single(cluster.SecondarySilos).Name);
        Assert.Equal("hello", await cluster.GrainFactory.GetGrain<IWhereGrain>("a").Echo("hello"));
        Assert.Same(cluster.Client, cluster.ServiceProvider.GetRequiredService<IClusterClient>());
    }

    [Fact]
    public async Task Deploy_ASecondTime_IsRefused()
    {
        await using var cluster = new TestClusterBuilder(1).Build();
        await cluster.DeployAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.DeployAsync());
    }

    [Fact]
    public void Deploy_AndDispose_WorkFromSynchronousCode()
    {
        using var cluster = new TestClusterBuilder(1).Build();
        cluster.Deploy();
        cluster.StopAllSilos();

        Assert.Empty(cluster.Silos);
    }

    [Fact]
    public async Task Deploy_WithoutClient_LeavesItToTheTest()
    {
        var builder = new TestClusterBuilder(1);
        builder.Options.InitializeClientOnDeploy = false;
        await using var cluster = builder.Build();
        await cluster.DeployAsync();

        Assert.Throws<InvalidOperationException>(() => cluster.Client);
        await cluster.InitializeClientAsync();
        Assert.Equal("x", await cluster.Client.GetGrain<IWhereGrain>("a").Echo("x"));
        await cluster.StopClusterClientAsync();
        Assert.Throws<InvalidOperationException>(() => cluster.Client);
    }

    [Fact]
    public async Task Deploy_ThatFails_SaysWhyAndLeavesNothing()
    {
        await using var cluster = new TestClusterBuilder(2).AddSiloBuilderConfigurator<FailingStart>().Build();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.DeployAsync());

        Assert.Equal("this silo does not start", failure.Message);
        Assert.Empty(cluster.Silos);
    }

    [Fact]
    public async Task Configurators_OfSilosClientAndHosts_AreAppliedToEach()
    {
        var builder = new TestClusterBuilder(2);
        builder.Properties["greeting"] = "from properties";
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection([new("farewell", "from configuration")]));
        builder.AddSiloBuilderConfigurator<Greeting>().AddClientBuilderConfigurator<ClientGreeting>();
        await using var cluster = builder.Build();
        await cluster.DeployAsync();

        foreach (var silo in cluster.Silos)
        {
            var greeted = cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<Greeted>();
            Assert.Equal(("from properties", "from configuration", true), (greeted.Greeting, greeted.Farewell, greeted.IsSilo));
        }

        Assert.Equal(("from properties", null, false), (cluster.ServiceProvider.GetRequiredService<Greeted>().Greeting, cluster.ServiceProvider.GetRequiredService<Greeted>().Farewell, cluster.ServiceProvider.GetRequiredService<Greeted>().IsSilo));
    }

    [Fact]
    public void Configurator_ThatConfiguresNothing_IsRefused()
    {
        var builder = new TestClusterBuilder();

        Assert.Throws<ArgumentException>(builder.AddSiloBuilderConfigurator<object>);
        Assert.Throws<ArgumentException>(builder.AddClientBuilderConfigurator<object>);
    }

    [Fact]
    public async Task Options_OfTheBuilder_ReachSilosAndClient()
    {
        var builder = new TestClusterBuilder(1);
        (builder.Options.ClusterId, builder.Options.ServiceId, builder.Options.BaseSiloPort, builder.Options.BaseGatewayPort) = ("c1", "s1", 4100, 4200);
        await using var cluster = builder.Build();
        await cluster.DeployAsync();

        var silo = cluster.GetSiloServiceProvider();
        Assert.Equal(("c1", "s1"), (silo.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId, silo.GetRequiredService<ILocalSiloDetails>().ClusterId is "c1" ? "s1" : ""));
        Assert.Equal(("c1", "s1"), (cluster.ServiceProvider.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId, cluster.ServiceProvider.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId));
        Assert.Equal((4100, 4200), (cluster.Primary!.SiloAddress.Endpoint.Port, cluster.Primary.GatewayAddress.Endpoint.Port));
        Assert.Equal("Primary", silo.GetRequiredService<ILocalSiloDetails>().Name);
    }

    [Fact]
    public async Task Clusters_WithTheSameId_AreSeparate()
    {
        TestCluster[] clusters = [Build(), Build()];
        try
        {
            await Task.WhenAll(clusters.Select(cluster => cluster.DeployAsync()));
            foreach (var cluster in clusters) Assert.Equal(cluster.Silos.Single().SiloAddress, await cluster.Client.GetGrain<IWhereGrain>("a").Where());
        }
        finally
        {
            foreach (var cluster in clusters) await cluster.DisposeAsync();
        }

        static TestCluster Build()
        {
            var builder = new TestClusterBuilder(1);
            builder.Options.ClusterId = "same";
            return builder.Build();
        }
    }

    [Fact]
    public async Task CreateSilo_ByADelegate_JoinsTheCluster()
    {
        var builder = new TestClusterBuilder(2);
        List<string> made = [];
        builder.CreateSiloAsync = async (name, configuration) =>
        {
            made.Add(name);
            return await InProcessSiloHandle.CreateAsync(name, configuration);
        };
        await using var cluster = builder.Build();
        await cluster.DeployAsync();

        Assert.Equal(["Primary", "Secondary_1"], made);
        var places = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => cluster.Client.GetGrain<IWhereGrain>($"{i}").Where()));
        Assert.Equal(2, places.Distinct().Count());
    }

    [BuiltinEngineFact("Microsoft's cluster counts the silos that run, and gives the second of two the same name.")]
    public async Task AdditionalSilo_AfterOneStopped_TakesItsNumberAndNoOther()
    {
        await using var cluster = new TestClusterBuilder(3).Build();
        await cluster.DeployAsync();
        await cluster.StopSiloAsync(cluster.Silos[1]);
        Assert.Equal(["Primary", "Secondary_2"], cluster.GetActiveSilos().Select(silo => silo.Name));

        var added = await cluster.StartAdditionalSilosAsync(2);

        Assert.Equal(["Secondary_1", "Secondary_3"], added.Select(silo => silo.Name));
        Assert.Equal(4, cluster.Silos.Select(silo => silo.SiloAddress.Endpoint).Distinct().Count());
        Assert.Same(added[0], cluster.GetSiloForAddress(added[0].SiloAddress));
        Assert.Same(added[1], cluster.GetSiloForAddress(added[1].SiloAddress));
    }

    [Fact]
    public async Task Silo_ThatIsStoppedByItsHandle_CanBeStartedAgainByName()
    {
        await using var cluster = new TestClusterBuilder(2).Build();
        await cluster.DeployAsync();
        await cluster.SecondarySilos[0].StopSiloAsync(stopGracefully: false);
        Assert.Equal(["Primary"], cluster.GetActiveSilos().Select(silo => silo.Name));

        var again = await cluster.RestartStoppedSecondarySiloAsync("Secondary_1");

        Assert.Equal(["Primary", "Secondary_1"], cluster.GetActiveSilos().Select(silo => silo.Name));
        Assert.True(again.IsActive);
    }

    [BuiltinEngineFact("Microsoft's cluster fails as its search does.")]
    public async Task Silo_OfANameThatNoneHas_IsNotStarted()
    {
        await using var cluster = new TestClusterBuilder(1).Build();
        await cluster.DeployAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => cluster.RestartStoppedSecondarySiloAsync("Tertiary"));
    }

    [Fact]
    public async Task StopPrimarySilo_LeavesTheOthersServing()
    {
        await using var cluster = new TestClusterBuilder(2).Build();
        await cluster.DeployAsync();

        await cluster.StopPrimarySiloAsync();
        await cluster.InitializeClientAsync();

        Assert.Null(cluster.Primary);
        Assert.Equal("x", await cluster.Client.GetGrain<IWhereGrain>("a").Echo("x"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.StopPrimarySiloAsync());
    }

    [Fact]
    public async Task Client_ThatWasKilled_CanBeStartedAgain()
    {
        await using var cluster = new TestClusterBuilder(1).Build();
        await cluster.DeployAsync();
        await cluster.KillClientAsync();
        await cluster.InitializeClientAsync();

        Assert.Equal("x", await cluster.Client.GetGrain<IWhereGrain>("a").Echo("x"));
    }

    [BuiltinEngineFact("Microsoft's cluster migrates to another silo, and waits there for ever if that is the present one.")]
    public async Task Activation_OfAGrain_CanBeFoundEndedAndMigrated()
    {
        await using var cluster = new TestClusterBuilder(2).Build();
        await cluster.DeployAsync();
        var grain = cluster.Client.GetGrain<IWhereGrain>("a");
        Assert.False(cluster.TryGetGrainContext(grain.GetGrainId(), out _));
        await cluster.WaitForDeactivationAsync(grain);
        var place = await grain.Where();

        Assert.True(cluster.TryGetGrainContext(grain.GetGrainId(), out var context));
        Assert.Equal(place, context.Address.SiloAddress);
        var ended = cluster.WaitForDeactivationAsync(grain);
        Assert.False(ended.IsCompleted);
        await cluster.DeactivateAsync(grain);
        await ended;
        Assert.False(cluster.TryGetGrainContext(grain.GetGrainId(), out _));

        Assert.Equal(place, await grain.Where());
        await cluster.MigrateAsync(grain, place);
        Assert.Equal(place, await grain.Where());
        var other = cluster.Silos.Single(silo => !silo.SiloAddress.Equals(place)).SiloAddress;
        await Assert.ThrowsAsync<NotSupportedException>(() => cluster.MigrateAsync(grain, other));
    }

    [Fact]
    public void LivenessStabilizationTime_GrowsWithTheTimeToNoticeADeath()
    {
        var options = new ClusterMembershipOptions { ProbeTimeout = TimeSpan.FromSeconds(2), NumMissedProbesLimit = 2 };

        Assert.Equal(TimeSpan.FromSeconds(5), TestCluster.GetLivenessStabilizationTime(options));
        Assert.Equal(TimeSpan.FromSeconds(5 + 16), TestCluster.GetLivenessStabilizationTime(options, didKill: true));
        options.UseLivenessGossip = false;
        Assert.Equal(TimeSpan.FromMinutes(2), InProcessTestCluster.GetLivenessStabilizationTime(options));
    }

    private sealed record Greeted(string? Greeting, string? Farewell, bool IsSilo);

    private sealed class Greeting : ISiloConfigurator, IHostConfigurator
    {
        private string? _farewell;

        public void Configure(IHostBuilder hostBuilder) => _farewell = hostBuilder.GetConfigurationValue("farewell");

        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.Services.AddSingleton(new Greeted(siloBuilder.Configuration["greeting"], _farewell, IsSilo: true));
    }

    private sealed class ClientGreeting : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) => clientBuilder.Services.AddSingleton(new Greeted(configuration["greeting"], null, IsSilo: false));
    }

    private sealed class FailingStart : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.AddStartupTask((_, _) => throw new InvalidOperationException("this silo does not start"));
    }
}
