using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Clusters;

/// <summary>Says where it is.</summary>
public interface ILocatedGrain : IGrainWithStringKey
{
    Task<SiloAddress> Where();
}

/// <summary>Says where it is, and calls others of its kind.</summary>
public interface IPlacedGrain : ILocatedGrain
{
    /// <summary>A number that another activation of the grain does not have.</summary>
    Task<int> Activation();

    Task<SiloAddress> WhereIs(IPlacedGrain other);

    /// <summary>Waits at a gate.</summary>
    Task<string> Hold(string gate);

    /// <summary>Has another grain wait at a gate.</summary>
    Task<string> HoldBy(IPlacedGrain other, string gate);
}

public sealed class PlacedGrain(ILocalSiloDetails silo) : Grain, IPlacedGrain
{
    private static int s_last;
    private readonly int _activation = Interlocked.Increment(ref s_last);

    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);

    public Task<int> Activation() => Task.FromResult(_activation);

    public Task<SiloAddress> WhereIs(IPlacedGrain other) => other.Where();

    public async Task<string> Hold(string gate)
    {
        await Waypoint.Pass(gate);
        return gate;
    }

    public Task<string> HoldBy(IPlacedGrain other, string gate) => other.Hold(gate);
}

/// <summary>Takes and returns values, and passes them on to another silo.</summary>
public interface ICarrierGrain : ILocatedGrain
{
    Task<Cargo> Echo(Cargo cargo);

    Task<Cargo> EchoBy(ICarrierGrain other, Cargo cargo);

    Task<(int, string?, Guid, decimal, DateTimeOffset)> EchoAll(int number, string? text, Guid id, decimal amount, DateTimeOffset at);

    Task<T> EchoOf<T>(T value);

    ValueTask<int?> EchoNullable(int? value);

    Task Throw(string message, int code);

    Task ThrowBy(ICarrierGrain other, string message, int code);

    Task<string> WaitForCancellation(string name, CancellationToken cancellationToken);

    Task<string> WaitForCancellationBy(ICarrierGrain other, string name, CancellationToken cancellationToken);

    Task<string?> ReadContext(string key);

    Task<string?> ReadContextBy(ICarrierGrain other, string key);

    Task SetContext(string key, string value);

    IAsyncEnumerable<int> Count(int items, string name, CancellationToken cancellationToken = default);

    Task<long> SumBy(ICarrierGrain other, int items, string name);

    Task Notify(IListener listener, string text);

    Task NotifyBy(ICarrierGrain other, IListener listener, string text);

    Task<string> Ask(IListener listener, string question);

    Task Remember(IListener listener);

    Task<string> AskRemembered(string question);

    [OneWay]
    Task Pass(string gate);

    Task PassBy(ICarrierGrain other, string gate);
}

/// <summary>An observer of a client.</summary>
public interface IListener : IGrainObserver
{
    void Heard(string text);

    Task<string> Answer(string question);
}

[GenerateSerializer]
public enum Color
{
    Red = 1,
    Blue = 300,
}

[GenerateSerializer]
public sealed record Item([property: Id(0)] string Name, [property: Id(1)] int Weight);

[GenerateSerializer]
public sealed class Cargo
{
    [Id(0)]
    public byte[] Bytes { get; set; } = [];

    [Id(1)]
    public List<Item?> Items { get; set; } = [];

    [Id(2)]
    public Dictionary<string, long[]> Numbers { get; set; } = [];

    [Id(3)]
    public Color Color { get; set; }

    [Id(4)]
    public Cargo? Inner { get; set; }

    [Id(5)]
    public ImmutableArray<string> Tags { get; set; } = [];

    [Id(6)]
    public IPlacedGrain? Grain { get; set; }

    [Id(7)]
    public object? Anything { get; set; }

    [Id(8)]
    public double? Measure { get; set; }

    /// <summary>Stays behind when the object crosses from one node to another.</summary>
    [field: NonSerialized]
    public string? Unsent { get; set; }
}

[GenerateSerializer]
public sealed class CargoLostException(string message, int code) : Exception(message)
{
    [Id(0)]
    public int Code { get; set; } = code;
}

public sealed class CarrierGrain(ILocalSiloDetails silo) : Grain, ICarrierGrain
{
    private IListener? _listener;

    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);

    public Task<Cargo> Echo(Cargo cargo) => Task.FromResult(cargo);

    public Task<Cargo> EchoBy(ICarrierGrain other, Cargo cargo) => other.Echo(cargo);

    public Task<(int, string?, Guid, decimal, DateTimeOffset)> EchoAll(int number, string? text, Guid id, decimal amount, DateTimeOffset at) => Task.FromResult((number, text, id, amount, at));

    public Task<T> EchoOf<T>(T value) => Task.FromResult(value);

    public ValueTask<int?> EchoNullable(int? value) => ValueTask.FromResult(value);

    public Task Throw(string message, int code) => throw new CargoLostException(message, code);

    public Task ThrowBy(ICarrierGrain other, string message, int code) => other.Throw(message, code);

    public async Task<string> WaitForCancellation(string name, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(cancelled.SetResult);
        Waypoint.Enter(name);
        await cancelled.Task;
        Waypoint.Enter($"{name} cancelled");
        return name;
    }

    public Task<string> WaitForCancellationBy(ICarrierGrain other, string name, CancellationToken cancellationToken) => other.WaitForCancellation(name, cancellationToken);

    public Task<string?> ReadContext(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public Task<string?> ReadContextBy(ICarrierGrain other, string key) => other.ReadContext(key);

    public Task SetContext(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<int> Count(int items, string name, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (var i = 0; i < items; i++)
            {
                if (i % 7 == 0) await Task.Yield();
                yield return i;
            }
        }
        finally
        {
            Waypoint.Enter(name);
        }
    }

    public async Task<long> SumBy(ICarrierGrain other, int items, string name)
    {
        var sum = 0L;
        await foreach (var item in other.Count(items, name)) sum += item;
        return sum;
    }

    public Task Notify(IListener listener, string text)
    {
        listener.Heard(text);
        return Task.CompletedTask;
    }

    public Task NotifyBy(ICarrierGrain other, IListener listener, string text) => other.Notify(listener, text);

    public Task<string> Ask(IListener listener, string question) => listener.Answer(question);

    public Task Remember(IListener listener)
    {
        _listener = listener;
        return Task.CompletedTask;
    }

    public Task<string> AskRemembered(string question) => _listener!.Answer(question);

    public Task Pass(string gate) => Waypoint.Pass(gate);

    public Task PassBy(ICarrierGrain other, string gate) => other.Pass(gate);
}

/// <summary>Counts its own activations; see <see cref="Residents"/>. Its key is <c>test/number</c>.</summary>
public interface IResidentGrain : IGrainWithStringKey
{
    Task Visit();

    Task VisitBy(IResidentGrain other);
}

public sealed class ResidentGrain(ILocalSiloDetails silo) : Grain, IResidentGrain
{
    private Residents Counts => Residents.Of(this.GetPrimaryKeyString().Split('/')[0]);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Counts.Enter(this.GetPrimaryKeyString(), silo.SiloAddress);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // A moment in which others may try to be quicker.
        await Task.Yield();
        Counts.Leave(this.GetPrimaryKeyString(), silo.SiloAddress);
    }

    public async Task Visit() => await Task.Yield();

    public async Task VisitBy(IResidentGrain other)
    {
        await Task.Yield();
        await other.Visit();
    }
}
