using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.TestingHost;
using Orleans.TestingHost.Utils;

namespace OrleansAgents.Runtime.Tests.TestingHost;

public sealed class InProcessTestClusterTests
{
    [Fact]
    public async Task Delegates_OfTheBuilder_ConfigureEachNode()
    {
        List<string> configured = [];
        var shared = new object();
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureHost(host => host.Services.AddSingleton(shared));
        builder.ConfigureSilo((options, _) => Note($"silo {options.SiloName}"));
        builder.ConfigureSiloHost((options, _) => Note($"host {options.SiloName}"));
        builder.ConfigureClient(_ => Note("client"));
        builder.ConfigureClientHost(_ => Note("client host"));
        await using var cluster = builder.Build();
        await cluster.DeployAsync();

        Assert.Equal(["client", "client host", "host Silo_0", "host Silo_1", "silo Silo_0", "silo Silo_1"], configured.Order(StringComparer.Ordinal));
        Assert.All(cluster.Silos, silo => Assert.Same(shared, silo.ServiceProvider.GetRequiredService<object>()));
        Assert.Same(shared, cluster.Client.ServiceProvider.GetRequiredService<object>());

        void Note(string what)
        {
            lock (configured) configured.Add(what);
        }
    }

    [BuiltinEngineFact("Microsoft's cluster forgets a silo that was killed, and cannot start it again by name.")]
    public async Task Silos_StartedStoppedAndRestarted_KeepTheirNumbers()
    {
        await using var cluster = new InProcessTestClusterBuilder(1).Build();
        await cluster.DeployAsync();
        var added = await cluster.StartAdditionalSiloAsync();
        Assert.Equal("Silo_1", added.Name);

        await cluster.KillSiloAsync(added);
        Assert.False(added.IsActive);
        var again = await cluster.RestartStoppedSecondarySiloAsync("Silo_1");

        Assert.Equal(added.SiloAddress.Endpoint, again.SiloAddress.Endpoint);
        Assert.Equal(["Silo_0", "Silo_1"], cluster.GetActiveSilos().Select(silo => silo.Name));
        await cluster.WaitForLivenessToStabilizeAsync(didKill: true);
        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.StartSiloAsync(1, cluster.Options));
        Assert.Throws<ArgumentException>(() => cluster.GetSiloServiceProvider(added.SiloAddress));
    }

    [Fact]
    public async Task Silo_WithoutGateway_HasNone()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.GatewayPerSilo = false;
        await using var cluster = builder.Build();
        await cluster.DeployAsync();

        Assert.NotEqual(0, cluster.Silos[0].GatewayAddress.Endpoint.Port);
        Assert.True(cluster.Silos[1].GatewayAddress is null or { Endpoint.Port: 0 });
        var places = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => cluster.Client.GetGrain<IWhereGrain>($"{i}").Where()));
        Assert.Equal(2, places.Distinct().Count());
    }

    [Fact]
    public void Ports_OfManyAllocations_DoNotOverlap()
    {
        using var allocator = new TestClusterPortAllocator();
        var ports = Enumerable.Range(0, 100).SelectMany(_ =>
        {
            var (silo, gateway) = allocator.AllocateConsecutivePortPairs(3);
            return Enumerable.Range(silo, 3).Concat(Enumerable.Range(gateway, 3));
        }).ToArray();

        Assert.Equal(ports.Length, ports.Distinct().Count());
        Assert.All(ports, port => Assert.InRange(port, 1, 65535));
    }

    [BuiltinEngineFact("Microsoft's allocator divides by zero.")]
    public void Ports_None_AreRefused()
    {
        using var allocator = new TestClusterPortAllocator();
        Assert.Throws<ArgumentOutOfRangeException>(() => allocator.AllocateConsecutivePortPairs(0));
    }

    [Fact]
    public async Task WaitUntil_AsksUntilItIsTrue()
    {
        var asked = 0;
        await TestingUtils.WaitUntilAsync(_ => Task.FromResult(++asked == 3), TimeSpan.FromMinutes(1), TimeSpan.Zero);
        Assert.Equal(3, asked);
        Assert.False(await TestingUtils.WaitUntilSucceededAsync(_ => Task.FromResult(false), TimeSpan.Zero, TimeSpan.Zero));
    }

    [BuiltinEngineFact("Microsoft's helper does not ask at all when it has no time.")]
    public async Task WaitUntil_WithoutTime_AsksOnceAndSaysThatItIsTheLast()
    {
        List<bool> last = [];
        await Assert.ThrowsAsync<TimeoutException>(() => TestingUtils.WaitUntilAsync((isLast, _) => Task.FromResult(last.Exists(_ => false) || Note(isLast)), TimeSpan.Zero, TimeSpan.Zero));
        Assert.Equal([true], last);

        bool Note(bool isLast)
        {
            last.Add(isLast);
            return false;
        }
    }
}
