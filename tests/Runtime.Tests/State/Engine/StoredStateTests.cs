using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.State;

[Promise("T1")]
public sealed class StoredStateTests
{
    private static readonly GrainId Grain = GrainId.Create("cart", "42");

    private readonly RecordingStorage _storage = new();
    private readonly StateContext _context = new(Grain);

    [Fact]
    public async Task Lifecycle_StartsSetupState_ReadsTheRecord()
    {
        _storage.Stored = new Sample { Count = 5 };
        var state = Attach();

        await _context.StartAsync();

        Assert.Equal(GrainLifecycleStage.SetupState, Assert.Single(_context.Observers).Stage);
        Assert.Equal(["read"], _storage.Operations);
        Assert.Equal(5, state.State.Count);
        Assert.True(state.RecordExists);
        Assert.Equal("1", state.Etag);
    }

    [Fact]
    public void RecordExists_BeforeTheRead_Throws()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Attach().RecordExists);

        Assert.Contains("cart/42", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_BeforeTheRead_IsANewInstance()
    {
        var state = Attach();

        Assert.Equal(1, state.State.Count);
        Assert.Same(state.State, state.State);
    }

    [Fact]
    public async Task Operation_OutsideATurn_IsRefused()
    {
        var state = Attach();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => state.WriteStateAsync());

        Assert.Contains("outside the turns", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_storage.Operations);
    }

    [Fact]
    public async Task Writes_AtTheSameTime_NeverOverlapAndWaitingOnesAreOne()
    {
        var state = Attach();
        _storage.Hold();
        var first = Run(state, StorageOperation.Write);
        state.State.Count = 2;
        var second = Run(state, StorageOperation.Write);
        state.State.Count = 3;
        var third = Run(state, StorageOperation.Write);

        Assert.Equal(["write 1"], _storage.Operations);
        Assert.Same(second, third);
        _storage.Release();
        await Task.WhenAll(first, second, third);

        Assert.Equal(["write 1", "write 3"], _storage.Operations);
        Assert.Equal("2", state.Etag);
    }

    [Fact]
    public async Task Write_AfterAWaitingRead_IsNotTheEarlierWrite()
    {
        var state = Attach();
        _storage.Hold();
        Task[] all =
        [
            Run(state, StorageOperation.Write), Run(state, StorageOperation.Write), Run(state, StorageOperation.Read), Run(state, StorageOperation.Write), Run(state, StorageOperation.Clear),
        ];
        _storage.Release();
        await Task.WhenAll(all);

        Assert.Equal(["write 1", "write 1", "read", "write 1", "clear"], _storage.Operations);
    }

    [Fact]
    public async Task Write_WithAToken_IsNeverSharedAndCanBeCancelledWhileItWaits()
    {
        var state = Attach();
        using CancellationTokenSource cancelled = new();
        _storage.Hold();
        var first = Run(state, StorageOperation.Write);
        var second = Run(state, StorageOperation.Write, cancelled.Token);
        var third = Run(state, StorageOperation.Write);
        await cancelled.CancelAsync();
        _storage.Release();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await Task.WhenAll(first, third);
        Assert.Equal(["write 1", "write 1"], _storage.Operations);
    }

    [Fact]
    public async Task Operation_AfterAFailedOne_Runs()
    {
        var state = Attach();
        _storage.Hold();
        _storage.Failure = new InconsistentStateException("changed", "2", "1");
        var failing = Run(state, StorageOperation.Write);
        var next = Run(state, StorageOperation.Read);
        _storage.Release();

        Assert.Same(_storage.Failure, await Assert.ThrowsAsync<InconsistentStateException>(() => failing));
        await next;
        Assert.Equal(["write 1", "read"], _storage.Operations);
    }

    [Fact]
    public async Task Failure_OfTheProvider_IsWrappedWithItsPlace()
    {
        var state = Attach();
        _storage.Failure = new TimeoutException("the disk is asleep");

        var failure = await Assert.ThrowsAsync<OrleansException>(() => Run(state, StorageOperation.Write));

        Assert.Same(_storage.Failure, failure.InnerException);
        Assert.Contains("write state 'cart' of grain cart/42", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the disk is asleep", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_Finished_LeaveNothingBehind()
    {
        var state = Attach();
        _storage.Hold();
        var first = Run(state, StorageOperation.Write);
        var second = Run(state, StorageOperation.Write);
        _storage.Release();
        await Task.WhenAll(first, second);

        Assert.Null(typeof(StoredState<Sample>).GetField("_last", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(state));
    }

    [Fact]
    public async Task Migration_CarriesStateAndETag_AndNothingIsRead()
    {
        var state = Attach();
        state.State.Count = 9;
        await Run(state, StorageOperation.Write);
        await Run(state, StorageOperation.Read);
        Baggage baggage = new();
        foreach (var participant in _context.Participants)
        {
            participant.OnDehydrate(baggage);
        }

        _storage.Operations.Clear();
        StateContext elsewhere = new(Grain);
        var moved = Attach(elsewhere);
        foreach (var participant in elsewhere.Participants)
        {
            participant.OnRehydrate(baggage);
        }

        await elsewhere.StartAsync();

        Assert.Empty(_storage.Operations);
        Assert.Equal((9, "1", true), (moved.State.Count, moved.Etag, moved.RecordExists));
    }

    private static Task Run(StoredState<Sample> state, StorageOperation operation, CancellationToken cancellationToken = default)
        => state.Run(operation, cancellationToken);

    private StoredState<Sample> Attach(StateContext? context = null)
    {
        // Without the test framework's context continuations run one after the other, as they do in turns.
        SynchronizationContext.SetSynchronizationContext(null);
        StoredState<Sample> state = new(context ?? _context, new StoredStateKind<Sample>("cart", _storage, NullLogger.Instance, new ManualTimeProvider()));
        state.AttachToLifecycle();
        return state;
    }

    internal sealed class Sample
    {
        public int Count { get; set; } = 1;
    }

    /// <summary>Notes what it is asked, and can be held in the middle of it.</summary>
    private sealed class RecordingStorage : IGrainStorage
    {
        private TaskCompletionSource _held = Completed();

        public List<string> Operations { get; } = [];

        public Sample? Stored { get; set; }

        public Exception? Failure { get; set; }

        private int Version { get; set; }

        public void Hold() => _held = new TaskCompletionSource();

        public void Release() => _held.SetResult();

        public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await Operate("read");
            if (Stored is T stored)
            {
                grainState.State = stored;
                grainState.RecordExists = true;
                grainState.ETag = "1";
            }
        }

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Stored = grainState.State as Sample;
            await Operate($"write {Stored!.Count}");
            grainState.ETag = $"{++Version}";
            grainState.RecordExists = true;
        }

        public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await Operate("clear");
            grainState.RecordExists = false;
        }

        private static TaskCompletionSource Completed()
        {
            TaskCompletionSource completed = new();
            completed.SetResult();
            return completed;
        }

        private async Task Operate(string operation)
        {
            Operations.Add(operation);
            await _held.Task;
            if (Failure is { } failure && operation != "read")
            {
                throw failure;
            }
        }
    }

    private sealed class Baggage : IDehydrationContext, IRehydrationContext
    {
        private readonly Dictionary<string, object?> _values = [];

        public IEnumerable<string> Keys => _values.Keys;

        public void AddBytes(string key, ReadOnlySpan<byte> value) => throw new NotSupportedException();

        public void AddBytes<T>(string key, Action<T, System.Buffers.IBufferWriter<byte>> valueWriter, T value) => throw new NotSupportedException();

        public bool TryAddValue<T>(string key, T? value) => _values.TryAdd(key, value);

        public bool TryGetBytes(string key, out System.Buffers.ReadOnlySequence<byte> value) => throw new NotSupportedException();

        public bool TryGetValue<T>(string key, out T? value)
        {
            value = _values.TryGetValue(key, out var found) ? (T?)found : default;
            return found is not null;
        }
    }
}
