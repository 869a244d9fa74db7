using System.Globalization;
using Orleans.Runtime;

namespace OrleansAgents.Bench.Grains;

/// <summary>A write is a call that ends when the store has acknowledged a small state.</summary>
public interface IStateGrain : IGrainWithStringKey
{
    Task Write(int number);
}

/// <summary>The same grain on memory storage.</summary>
public interface IMemoryStateGrain : IStateGrain;

/// <summary>The same grain on SQLite.</summary>
public interface ISqliteStateGrain : IStateGrain;

/// <summary>The same grain on PostgreSQL.</summary>
public interface IPostgresStateGrain : IStateGrain;

[GenerateSerializer]
public sealed class NumberAndText
{
    [Id(0)]
    public int Number { get; set; }

    [Id(1)]
    public string Text { get; set; } = "";

    public void Set(int number)
    {
        Number = number;
        Text = number.ToString("D64", CultureInfo.InvariantCulture);
    }
}

internal sealed class MemoryStateGrain([PersistentState("state", StorageNames.Memory)] IPersistentState<NumberAndText> state) : Grain, IMemoryStateGrain
{
    public Task Write(int number)
    {
        state.State.Set(number);
        return state.WriteStateAsync();
    }
}

internal sealed class SqliteStateGrain([PersistentState("state", StorageNames.Sqlite)] IPersistentState<NumberAndText> state) : Grain, ISqliteStateGrain
{
    public Task Write(int number)
    {
        state.State.Set(number);
        return state.WriteStateAsync();
    }
}

internal sealed class PostgresStateGrain([PersistentState("state", StorageNames.Postgres)] IPersistentState<NumberAndText> state) : Grain, IPostgresStateGrain
{
    public Task Write(int number)
    {
        state.State.Set(number);
        return state.WriteStateAsync();
    }
}

internal static class StorageNames
{
    public const string Memory = "memory";
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";
}
