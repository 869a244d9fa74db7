using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.TestingHost;

public interface IWhereGrain : IGrainWithStringKey
{
    Task<string> Echo(string text);

    Task<SiloAddress> Where();
}

public sealed class WhereGrain(ILocalSiloDetails silo) : Grain, IWhereGrain
{
    public Task<string> Echo(string text) => Task.FromResult(text);

    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);
}

/// <summary>Keeps a text in storage that may fail.</summary>
public interface IFaultyGrain : IGrainWithStringKey
{
    Task Write(string text);

    Task Clear();

    Task<string?> Read();
}

[GenerateSerializer]
public sealed class FaultyState
{
    [Id(0)]
    public string? Text { get; set; }
}

public sealed class FaultyGrain([PersistentState("text", "faulty")] IPersistentState<FaultyState> state) : Grain, IFaultyGrain
{
    public Task Write(string text)
    {
        state.State.Text = text;
        return state.WriteStateAsync();
    }

    public Task Clear() => state.ClearStateAsync();

    public async Task<string?> Read()
    {
        await state.ReadStateAsync();
        return state.State.Text;
    }
}
