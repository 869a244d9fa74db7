using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansAgents.Runtime.Tests;

[Collection(CallsCollection.Name)]
public sealed class ClusterStateTests(CallsCluster cluster)
{
    [Fact]
    [Promise("T1")]
    public async Task State_SurvivesTheActivation()
    {
        var grain = cluster.Client.GetGrain<IStatefulGrain>(Guid.NewGuid().ToString("N"));
        Assert.False(await grain.Exists());
        await grain.Write(41);
        await grain.Deactivate();
        Assert.Equal(41, await grain.Read());
        Assert.True(await grain.Exists());
        await grain.Clear();
        await grain.Deactivate();
        Assert.False(await grain.Exists());
        Assert.Equal(0, await grain.Read());
    }

    [Fact]
    [Promise("T1")]
    public async Task StateOfTheBaseClass_SurvivesTheActivation()
    {
        var grain = cluster.Client.GetGrain<IInheritedStateGrain>(Guid.NewGuid().ToString("N"));
        await grain.Write(7);
        await grain.Deactivate();
        Assert.Equal(7, await grain.Read());
    }

    [Fact]
    [Promise("T2")]
    public async Task StaleWrite_Fails_AndTheNextActivationReadsAnew()
    {
        var key = Guid.NewGuid().ToString("N");
        var (first, second) = (cluster.Client.GetGrain<ISharedStateGrain>(key, typeof(FirstSharedStateGrain).FullName), cluster.Client.GetGrain<ISharedStateGrain>(key, typeof(SecondSharedStateGrain).FullName));
        await first.Write(1);
        var before = await second.Instance();
        await second.ForgetEtag();
        await Assert.ThrowsAsync<InconsistentStateException>(() => second.WriteTwiceWithStaleEtag());
        Assert.NotEqual(before, await second.Instance());
    }
}

[GenerateSerializer]
public sealed class NumberState
{
    [Id(0)]
    public int Number { get; set; }
}

public interface IStatefulGrain : IGrainWithStringKey
{
    Task<bool> Exists();

    Task<int> Read();

    Task Write(int number);

    Task Clear();

    Task Deactivate();
}

public class StatefulGrain([PersistentState("number")] IPersistentState<NumberState> state) : Grain, IStatefulGrain
{
    public Task<bool> Exists() => Task.FromResult(state.RecordExists);

    public Task<int> Read() => Task.FromResult(state.State.Number);

    public async Task Write(int number)
    {
        state.State.Number = number;
        await state.WriteStateAsync();
    }

    public Task Clear() => state.ClearStateAsync();

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public interface IInheritedStateGrain : IGrainWithStringKey
{
    Task<int> Read();

    Task Write(int number);

    Task Deactivate();
}

public class InheritedStateGrain : Grain<NumberState>, IInheritedStateGrain
{
    public Task<int> Read() => Task.FromResult(State.Number);

    public async Task Write(int number)
    {
        State.Number = number;
        await WriteStateAsync();
    }

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public interface ISharedStateGrain : IGrainWithStringKey
{
    Task Write(int number);

    Task<int> Instance();

    Task ForgetEtag();

    Task WriteTwiceWithStaleEtag();
}

public abstract class SharedStateGrain(IPersistentState<NumberState> one, IPersistentState<NumberState> two) : Grain, ISharedStateGrain
{
    private static int s_instances;
    private readonly int _instance = Interlocked.Increment(ref s_instances);

    public async Task Write(int number)
    {
        one.State.Number = number;
        await one.WriteStateAsync();
    }

    public Task<int> Instance() => Task.FromResult(_instance);

    public Task ForgetEtag() => two.ReadStateAsync();

    /// <summary>Both objects stand for the same record; the second does not know of the first one's write.</summary>
    public async Task WriteTwiceWithStaleEtag()
    {
        await one.WriteStateAsync();
        await two.WriteStateAsync();
    }
}

public class FirstSharedStateGrain([PersistentState("shared")] IPersistentState<NumberState> one, [PersistentState("shared")] IPersistentState<NumberState> two) : SharedStateGrain(one, two);

public class SecondSharedStateGrain([PersistentState("shared")] IPersistentState<NumberState> one, [PersistentState("shared")] IPersistentState<NumberState> two) : SharedStateGrain(one, two);
