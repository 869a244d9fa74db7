using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests.TestingHost;

public sealed class FaultInjectionTests
{
    [Fact]
    public async Task Fault_OfEachOperation_IsThrownOnce()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) => silo.AddFaultInjectionMemoryStorage("faulty", _ => { }, faults => faults.Latency = TimeSpan.Zero));
        await using var cluster = builder.Build();
        await cluster.DeployAsync();
        var grain = cluster.Client.GetGrain<IFaultyGrain>("a");

        // The key is the state's name, not the storage's.
        var faults = cluster.Client.GetGrain<IStorageFaultGrain>("text");

        await grain.Write("one");
        await faults.AddFaultOnWrite(grain.GetGrainId(), new RandomlyInjectedStorageException());
        await AssertFails(() => grain.Write("two"));
        Assert.Equal("one", await grain.Read());
        await grain.Write("three");

        await faults.AddFaultOnRead(grain.GetGrainId(), new RandomlyInjectedStorageException());
        await AssertFails(grain.Read);
        Assert.Equal("three", await grain.Read());

        await faults.AddFaultOnClear(grain.GetGrainId(), new RandomlyInjectedInconsistentStateException());
        await Assert.ThrowsAsync<RandomlyInjectedInconsistentStateException>(() => grain.Clear());
        Assert.Equal("three", await grain.Read());
        await grain.Clear();
        Assert.Null(await grain.Read());

        static async Task AssertFails(Func<Task> operation) => Assert.IsType<RandomlyInjectedStorageException>((await Assert.ThrowsAsync<OrleansException>(operation)).InnerException);
    }
}
