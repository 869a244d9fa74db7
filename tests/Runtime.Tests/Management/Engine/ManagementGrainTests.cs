using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.TestingHost;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.Management;

[Promise("O2")]
public sealed class ManagementGrainTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    private IManagementGrain Management => _cluster.Client.GetGrain<IManagementGrain>(0);

    public async Task InitializeAsync() => _cluster = await ClusterTest.Start(3);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Hosts_AreTheMembersOfTheView()
    {
        var hosts = await Management.GetHosts().WithPatience();
        Assert.Equal(_cluster.Silos.Select(silo => (silo.SiloAddress, SiloStatus.Active)).ToHashSet(), hosts.Select(host => (host.Key, host.Value)).ToHashSet());
        var entries = await Management.GetDetailedHosts(onlyActive: true).WithPatience();
        Assert.Equal(_cluster.Silos.Select(silo => silo.Name).Order(), entries.Select(entry => entry.SiloName).Order());
        Assert.All(entries, entry => Assert.True(entry is { ProxyPort: > 0, HostName.Length: > 0 } && entry.StartTime > new DateTime(2022, 1, 1)));
    }

    [Fact]
    public async Task Activations_OfAllSilos_AreCounted()
    {
        var grains = _cluster.Silos.SelectMany(silo => Enumerable.Range(0, 5).Select(_ => _cluster.GrainOwnedBy<ICountedGrain>(silo))).ToArray();
        await Task.WhenAll(grains.Select(grain => grain.Touch())).WithPatience();
        var name = typeof(CountedGrain).FullName!;

        var simple = (await Management.GetSimpleGrainStatistics().WithPatience()).Where(count => count.GrainType == name).ToArray();
        Assert.Equal(_cluster.Silos.Select(silo => (silo.SiloAddress, 5)).ToHashSet(), simple.Select(count => (count.SiloAddress, count.ActivationCount)).ToHashSet());
        Assert.InRange(await Management.GetTotalActivationCount().WithPatience(), grains.Length, int.MaxValue);

        var one = _cluster.Silos[1].SiloAddress;
        var detailed = await Management.GetDetailedGrainStatistics([name], [one]).WithPatience();
        Assert.Equal(grains[5..10].Select(grain => grain.GetGrainId()).ToHashSet(), detailed.Select(grain => grain.GrainId).ToHashSet());
        Assert.Equal(grains.Select(grain => grain.GetGrainId()).ToHashSet(), (await Management.GetActiveGrains(grains[0].GetGrainId().Type).AsTask().WithPatience()).ToHashSet());
        Assert.Equal(one, await Management.GetActivationAddress(grains[5]).AsTask().WithPatience());
        Assert.Null(await Management.GetActivationAddress(_cluster.Client.GetGrain<ICountedGrain>("never called")).AsTask().WithPatience());
        Assert.Equal(1, await Management.GetGrainActivationCount((GrainReference)grains[0]).WithPatience());
        Assert.Equal(0, await Management.GetGrainActivationCount((GrainReference)_cluster.Client.GetGrain<ICountedGrain>("never called")).WithPatience());
    }

    [Fact]
    public async Task Statistics_OfTheHostsAskedFor_ComeInTheirOrder()
    {
        var asked = _cluster.Silos.Select(silo => silo.SiloAddress).Reverse().Take(2).ToArray();
        var grain = _cluster.GrainOwnedBy<ICountedGrain>(_cluster.Silos[2]);
        await grain.Touch().WithPatience();
        var statistics = await Management.GetRuntimeStatistics(asked).WithPatience();
        Assert.Equal(2, statistics.Length);
        Assert.All(statistics, silo => Assert.True(silo.EnvironmentStatistics is { RawMemoryUsageBytes: > 0, MaximumAvailableMemoryBytes: > 0 } && silo.ReceivedMessages > 0));
        Assert.InRange(statistics[0].ActivationCount, 1, int.MaxValue);
        Assert.InRange(statistics[0].RecentlyUsedActivationCount, 1, statistics[0].ActivationCount);
        Assert.Equal(1, statistics[0].ClientCount);
    }

    [Fact]
    public async Task Collection_OfAllSilos_EndsWhatIsIdle()
    {
        var grains = _cluster.Silos.Select(silo => _cluster.GrainOwnedBy<ICountedGrain>(silo)).ToArray();
        await Task.WhenAll(grains.Select(grain => grain.Touch())).WithPatience();
        await Management.ForceActivationCollection(TimeSpan.FromHours(1)).WithPatience();
        Assert.All(await Task.WhenAll(grains.Select(grain => Management.GetActivationAddress(grain).AsTask())).WithPatience(), Assert.NotNull);
        await Management.ForceActivationCollection([_cluster.Silos[0].SiloAddress], TimeSpan.Zero).WithPatience();
        List<SiloAddress?> left = [.. await Task.WhenAll(grains.Select(grain => Management.GetActivationAddress(grain).AsTask())).WithPatience()];
        Assert.Equal([null, _cluster.Silos[1].SiloAddress, _cluster.Silos[2].SiloAddress], left);
        await Management.ForceActivationCollection(TimeSpan.Zero).WithPatience();
        Assert.All(await Task.WhenAll(grains.Select(grain => Management.GetActivationAddress(grain).AsTask())).WithPatience(), Assert.Null);
    }

    [Fact]
    public async Task Host_ThatIsNoMember_IsRefusedByName()
    {
        var stranger = SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1);
        var failure = await Assert.ThrowsAsync<ArgumentException>(() => Management.GetRuntimeStatistics([stranger]).WithPatience());
        Assert.Contains($"Silo {stranger} is not a member of the cluster; its members are ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Oracle_TellsOfEachChangeOfTheView()
    {
        var services = _cluster.Silos[0].ServiceProvider;
        var (oracle, listener) = (services.GetRequiredService<ISiloStatusOracle>(), new Listener());
        Assert.Equal(SiloStatus.Active, oracle.CurrentStatus);
        Assert.Equal(_cluster.Silos.Select(silo => silo.SiloAddress).ToHashSet(), oracle.GetActiveSilos().ToHashSet());
        Assert.True(oracle.SubscribeToSiloStatusEvents(listener));
        Assert.False(oracle.SubscribeToSiloStatusEvents(listener));

        var (leaving, name) = (_cluster.Silos[2].SiloAddress, _cluster.Silos[2].Name);
        Assert.True(oracle.TryGetSiloName(leaving, out var found));
        Assert.Equal(name, found);
        await _cluster.StopSiloAsync(_cluster.Silos[2]).WithPatience();
        await listener.Heard(leaving, SiloStatus.Dead).WithPatience();
        Assert.False(oracle.IsFunctionalDirectory(leaving));
        var added = await _cluster.StartAdditionalSiloAsync().WithPatience();
        await listener.Heard(added.SiloAddress, SiloStatus.Active).WithPatience();
        Assert.Equal(SiloStatus.Active, oracle.GetApproximateSiloStatus(added.SiloAddress));
        Assert.True(oracle.UnSubscribeFromSiloStatusEvents(listener));
    }

    [Fact]
    public async Task StatusChecker_KnowsTheActivationsOfItsSilo()
    {
        var grain = _cluster.GrainOwnedBy<ICountedGrain>(_cluster.Silos[0]);
        var checkers = _cluster.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<ILocalActivationStatusChecker>()).ToArray();
        Assert.DoesNotContain(checkers, checker => checker.IsLocallyActivated(grain.GetGrainId()));
        await grain.Touch().WithPatience();
        Assert.Equal([true, false, false], checkers.Select(checker => checker.IsLocallyActivated(grain.GetGrainId())));
    }

    private sealed class Listener : ISiloStatusListener
    {
        private readonly ConcurrentDictionary<(SiloAddress, SiloStatus), TaskCompletionSource> _heard = new();

        public Task Heard(SiloAddress silo, SiloStatus status) => Get(silo, status).Task;

        public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status) => Get(updatedSilo, status).TrySetResult();

        private TaskCompletionSource Get(SiloAddress silo, SiloStatus status) => _heard.GetOrAdd((silo, status), static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}

public interface ICountedGrain : IGrainWithStringKey
{
    Task Touch();
}

public sealed class CountedGrain : Grain, ICountedGrain
{
    public Task Touch() => Task.CompletedTask;
}
