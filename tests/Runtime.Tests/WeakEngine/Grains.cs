using System.Collections.Concurrent;
using Orleans.Concurrency;

namespace OrleansAgents.Runtime.Tests.Weak;

/// <summary>Notes what reaches it. The notes are kept outside of the clusters, as the test sees them.</summary>
public interface INotingGrain : IGrainWithStringKey
{
    Task<int> Note(int number);

    [OneWay]
    Task NoteOneWay(int number);

    Task Throw(string message);

    Task<T> Echo<T>(T value);

    ValueTask<string> EchoBy(INotingGrain other, string text);

    Task Tell(INoteListener listener, string text);

    Task<int> Activation();
}

public interface INoteListener : IGrainObserver
{
    void Told(string text);
}

public sealed class NotingGrain : Grain, INotingGrain
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<int>> Notes = new();
    private static int s_last;
    private readonly int _activation = Interlocked.Increment(ref s_last);

    public static IReadOnlyList<int> NotesOf(string key) => [.. Notes.GetOrAdd(key, static _ => [])];

    public Task<int> Note(int number)
    {
        Notes.GetOrAdd(this.GetPrimaryKeyString(), static _ => []).Enqueue(number);
        return Task.FromResult(number);
    }

    public Task NoteOneWay(int number) => Note(number);

    public Task Throw(string message) => throw new ArgumentOutOfRangeException(nameof(message), message);

    public Task<T> Echo<T>(T value) => Task.FromResult(value);

    public async ValueTask<string> EchoBy(INotingGrain other, string text) => await other.Echo(text);

    public Task Tell(INoteListener listener, string text)
    {
        listener.Told(text);
        return Task.CompletedTask;
    }

    public Task<int> Activation() => Task.FromResult(_activation);
}

/// <summary>Keeps a number in storage.</summary>
public interface ISummingGrain : IGrainWithStringKey
{
    /// <summary>Adds and writes. A repeated token adds nothing.</summary>
    Task<int> Add(int amount, int token);

    Task<int> Sum();
}

[GenerateSerializer]
public sealed class Summed
{
    [Id(0)]
    public int Sum { get; set; }

    [Id(1)]
    public HashSet<int> Tokens { get; set; } = [];
}

public sealed class SummingGrain([PersistentState("sum")] IPersistentState<Summed> state) : Grain, ISummingGrain
{
    public async Task<int> Add(int amount, int token)
    {
        if (!state.State.Tokens.Add(token)) return state.State.Sum;
        state.State.Sum += amount;
        await state.WriteStateAsync();
        return state.State.Sum;
    }

    public Task<int> Sum() => Task.FromResult(state.State.Sum);
}

/// <summary>Asks for a reminder.</summary>
public interface IRemindedGrain : IGrainWithStringKey
{
    Task Register(TimeSpan period);
}

public sealed class RemindedGrain : Grain, IRemindedGrain, IRemindable
{
    public Task Register(TimeSpan period) => this.RegisterOrUpdateReminder("again", period, period);

    public Task ReceiveReminder(string reminderName, Orleans.Runtime.TickStatus status) => Task.CompletedTask;
}
