using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.TestingHost;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.Client;

public sealed class ClientConnectionTests
{
    // The first port, which programs of ordinary users cannot take.
    private const int NobodyListens = 1;

    [Fact]
    public async Task Start_WithoutASilo_AsksTheFilterUntilItSaysNo()
    {
        List<Exception> failures = [];
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => client.UseLocalhostClustering(NobodyListens).UseConnectionRetryFilter((failure, _) =>
        {
            failures.Add(failure);
            return Task.FromResult(failures.Count < 3);
        }));
        using var host = builder.Build();
        var thrown = await Assert.ThrowsAsync<SiloUnavailableException>(() => host.StartAsync());
        Assert.Equal(3, failures.Count);
        Assert.Same(failures[^1], thrown);
        Assert.Contains("The client reached no silo of its cluster: ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutASiloAndFilter_Fails()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => client.UseLocalhostClustering(NobodyListens));
        using var host = builder.Build();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.StartAsync());
    }

    [Fact]
    public async Task Observers_HearOfEachSiloThatComesAndGoes()
    {
        var (counts, lost) = (new ConcurrentQueue<(int Before, int Now, bool Recovered)>(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureClient(client => client
            .AddGatewayCountChangedHandler((_, change) => counts.Enqueue((change.PreviousNumberOfConnectedGateways, change.NumberOfConnectedGateways, change.ConnectionRecovered)))
            .AddGatewayCountChangedHandler((_, _) => throw new InvalidOperationException("An observer that fails harms nobody."))
            .AddClusterConnectionLostHandler((_, _) => lost.TrySetResult()));
        await using var cluster = builder.Build();
        await cluster.DeployAsync();
        Assert.Equal([(0, 1, true), (1, 2, false)], counts);
        await cluster.StopSilosAsync();
        await lost.Task.WithPatience();
        Assert.Equal([(0, 1, true), (1, 2, false), (2, 1, false), (1, 0, false)], counts);
    }
}
