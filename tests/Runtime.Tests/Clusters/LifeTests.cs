using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests.Clusters;

/// <summary>Silos start, stop, restart and are killed.</summary>
public sealed class LifeTests
{
    [BuiltinEngineFact("Microsoft's engine refuses calls of a silo that stops.")]
    [Promise("A8")]
    public async Task Stop_UnderCalls_LosesNone()
    {
        await using var cluster = await ClusterTest.Start(3);
        await using var load = Load.Start(cluster, nameof(Stop_UnderCalls_LosesNone), toleratesLoss: false);
        for (var round = 0; round < ClusterTest.Rounds(3); round++)
        {
            await load.Calls(500);
            await cluster.StopSiloAsync(cluster.Silos[^1]);
            await load.Calls(500);
            await cluster.StartAdditionalSiloAsync();
        }

        await load.Calls(500);
        Assert.Empty(await load.Stop());
    }

    [BuiltinEngineFact("On Microsoft's engine they fail when the silo is declared dead, or time out.")]
    [Promise("C18")]
    public async Task Kill_WithCallsInFlight_FailsThemAtOnce()
    {
        await using var cluster = await ClusterTest.Start(3);
        var doomed = cluster.Silos[1];
        string[] gates = [ClusterTest.UniqueKey(), ClusterTest.UniqueKey(), ClusterTest.UniqueKey()];
        var fromClient = (await cluster.GrainOn<IPlacedGrain>(doomed)).Hold(gates[0]);
        var fromSilo = cluster.Silos[0].GrainsOf().GetGrain<IPlacedGrain>((await cluster.GrainOn<IPlacedGrain>(doomed)).GetPrimaryKeyString()).Hold(gates[1]);
        var fromGrain = (await cluster.GrainOn<IPlacedGrain>(cluster.Silos[2])).HoldBy(await cluster.GrainOn<IPlacedGrain>(doomed), gates[2]);
        foreach (var gate in gates) await Waypoint.Entered(gate);

        await cluster.KillSiloAsync(doomed);

        await Assert.ThrowsAsync<SiloUnavailableException>(() => fromClient.WithPatience());
        await Assert.ThrowsAsync<SiloUnavailableException>(() => fromSilo.WithPatience());
        await Assert.ThrowsAsync<SiloUnavailableException>(() => fromGrain.WithPatience());
    }

    [Fact]
    public async Task Kill_OfAGrainsSilo_MovesItToAnother()
    {
        await using var cluster = await ClusterTest.Start(3);
        var doomed = cluster.Silos[1];
        var grains = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => cluster.GrainOn<IPlacedGrain>(doomed)));
        foreach (var grain in grains) Assert.Equal(doomed.SiloAddress, await grain.Where());

        await cluster.KillSiloAsync(doomed);

        foreach (var grain in grains) Assert.Contains(await grain.Where().WithPatience(), cluster.Silos.Select(silo => silo.SiloAddress));
    }

    [BuiltinEngineFact("On Microsoft's engine the calls that a lost silo has made go on.")]
    public async Task Kill_OfACaller_CancelsTheCallsThatItMade()
    {
        await using var cluster = await ClusterTest.Start(2);
        var (caller, callee) = (await cluster.GrainOn<ICarrierGrain>(cluster.Silos[1]), await cluster.GrainOn<ICarrierGrain>(cluster.Silos[0]));
        using var source = new CancellationTokenSource();
        var name = ClusterTest.UniqueKey();
        var waiting = caller.WaitForCancellationBy(callee, name, source.Token);
        await Waypoint.Entered(name);

        await cluster.KillSiloAsync(cluster.Silos[1]);

        await Waypoint.Entered($"{name} cancelled");
        await Assert.ThrowsAsync<SiloUnavailableException>(() => waiting.WithPatience());
    }

    [BuiltinEngineFact("Microsoft's cluster gives the silo another port.")]
    public async Task Restart_OfASilo_KeepsItsNameAndEndpointWithANewGeneration()
    {
        await using var cluster = await ClusterTest.Start(2);
        var before = cluster.Silos[1];

        var after = await cluster.RestartSiloAsync(before);

        Assert.NotNull(after);
        Assert.Equal(before.Name, after.Name);
        Assert.Equal(before.SiloAddress.Endpoint, after.SiloAddress.Endpoint);
        Assert.NotEqual(before.SiloAddress, after.SiloAddress);
        await cluster.WaitForLivenessToStabilizeAsync();
        Assert.Equal(after.SiloAddress, await (await cluster.GrainOn<IPlacedGrain>(after)).Where());
    }

    [BuiltinEngineFact("Microsoft's cluster forgets a silo that was killed, and cannot start it again by name.")]
    public async Task Restart_OfAKilledSilo_ServesAgain()
    {
        await using var cluster = await ClusterTest.Start(2);
        var name = cluster.Silos[1].Name;
        await cluster.KillSiloAsync(cluster.Silos[1]);

        var after = await cluster.RestartStoppedSecondarySiloAsync(name);

        Assert.Equal(name, after.Name);
        await cluster.WaitForLivenessToStabilizeAsync();
        Assert.Equal(after.SiloAddress, await (await cluster.GrainOn<IPlacedGrain>(after)).Where());
    }

    [BuiltinEngineFact("Microsoft's engine promises a single activation eventually, and refuses calls of a silo that stops.")]
    [Promise("A7")]
    public async Task Grains_WhileSilosComeAndGo_AreNeverActiveTwice()
    {
        var test = nameof(Grains_WhileSilosComeAndGo_AreNeverActiveTwice);
        var random = new Random(1);
        await using var cluster = await ClusterTest.Start(3);
        await using var load = Load.Start(cluster, test, toleratesLoss: true);
        for (var round = 0; round < ClusterTest.Rounds(10); round++)
        {
            await load.Calls(300);
            var silo = cluster.Silos[random.Next(cluster.Silos.Count)];
            switch (cluster.Silos.Count < 3 ? 0 : cluster.Silos.Count > 4 ? 1 + random.Next(2) : random.Next(4))
            {
                case 0:
                    await cluster.StartAdditionalSiloAsync();
                    break;
                case 1:
                    await cluster.StopSiloAsync(silo);
                    break;
                case 2:
                    Residents.Of(test).Kill(silo.SiloAddress);
                    await cluster.KillSiloAsync(silo);
                    break;
                default:
                    await cluster.RestartSiloAsync(silo);
                    break;
            }
        }

        await load.Calls(300);
        Assert.All(await load.Stop(), failure => Assert.IsType<SiloUnavailableException>(failure));
        Assert.Empty(Residents.Of(test).Violations);
        Assert.True(Residents.Of(test).Activated > Load.Grains, "No grain was activated again, so nothing moved.");
    }

    [BuiltinEngineFact("Microsoft's memory storage loses its records with the silo.")]
    public async Task State_InMemory_MovesWithASiloThatStops()
    {
        await using var cluster = await ClusterTest.Start(3, silo => silo.AddMemoryGrainStorageAsDefault());
        var grains = Enumerable.Range(0, 20).Select(_ => cluster.Client.GetGrain<IKeepingGrain>(ClusterTest.UniqueKey())).ToArray();
        foreach (var grain in grains) await grain.Keep(grain.GetPrimaryKeyString());

        await cluster.StopSiloAsync(cluster.Silos[2]);
        await cluster.StopSiloAsync(cluster.Silos[1]);

        foreach (var grain in grains) Assert.Equal(grain.GetPrimaryKeyString(), await grain.Kept().WithPatience());
    }

    [BuiltinEngineFact("Microsoft's memory storage loses its records with the silo.")]
    public async Task State_InMemoryWrittenWhileSilosComeAndGo_LosesNoWrite()
    {
        var rounds = ClusterTest.Rounds(2);
        await using var cluster = await ClusterTest.Start(3, silo => silo.AddMemoryGrainStorageAsDefault());
        using var stop = new CancellationTokenSource();
        var writers = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var grain = cluster.Client.GetGrain<IKeepingGrain>(ClusterTest.UniqueKey());
            var written = 0;
            for (; !stop.IsCancellationRequested; written++) await grain.Keep($"{written}").WithPatience();
            return (grain, written);
        })));
        for (var round = 0; round < rounds; round++)
        {
            await cluster.StopSiloAsync(cluster.Silos[round % 2]);
            await cluster.StartAdditionalSiloAsync();
        }

        await stop.CancelAsync();
        foreach (var (grain, written) in await writers.WithPatience())
        {
            await cluster.DeactivateAsync(grain);
            Assert.Equal($"{written - 1}", await grain.Kept().WithPatience());
        }
    }
}

public interface IKeepingGrain : IGrainWithStringKey
{
    Task Keep(string text);

    Task<string?> Kept();
}

[GenerateSerializer]
public sealed class Kept
{
    [Id(0)]
    public string? Text { get; set; }
}

public sealed class KeepingGrain([PersistentState("kept")] IPersistentState<Kept> state) : Grain, IKeepingGrain
{
    public Task Keep(string text)
    {
        state.State.Text = text;
        return state.WriteStateAsync();
    }

    public Task<string?> Kept() => Task.FromResult(state.State.Text);
}
