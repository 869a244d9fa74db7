using System.Collections.Concurrent;

namespace OrleansAgents.Runtime.Tests;

[Collection(CallsCollection.Name)]
[Promise("C14")]
public sealed class ObserverTests(CallsCluster cluster)
{
    [BuiltinEngineFact("Microsoft's engine promises no order of one-way calls, and now and then delivers two in the other order.")]
    public async Task Observer_OfAClient_HearsEveryNotificationInOrder_FromAnySilo()
    {
        // Eight grains live on either silo of the two; each tells the client's object.
        var observer = new Recorder(expected: 8 * 20);
        var reference = cluster.Client.CreateObjectReference<IRecorder>(observer);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => cluster.Client.GetGrain<ITellingGrain>($"tell{i}").Tell(reference, 20)));
        await observer.All;
        foreach (var heard in observer.Heard.GroupBy(h => h.Grain)) Assert.Equal(Enumerable.Range(0, 20), heard.Select(h => h.Number));
        Assert.Equal(1, observer.MostAtOnce);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Observer_WithAResult_Answers()
    {
        var observer = new Recorder(expected: 1);
        var reference = cluster.Client.CreateObjectReference<IRecorder>(observer);
        Assert.Equal("client says x", await cluster.Client.GetGrain<ITellingGrain>("ask").Ask(reference, "x"));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Observer_InASilo_IsCalledByAGrain()
    {
        var observer = new Recorder(expected: 2 * 3);
        var reference = cluster.Silo.CreateObjectReference<IRecorder>(observer);
        await Task.WhenAll(cluster.Silo.GetGrain<ITellingGrain>("p").Tell(reference, 3), cluster.Silo.GetGrain<ITellingGrain>("q").Tell(reference, 3));
        await observer.All;
        GC.KeepAlive(observer);
    }

    [BuiltinEngineFact("On Microsoft's engine the call of an observer that is gone times out.")]
    public async Task DeletedObserver_GivesATypedFailureToACallerThatWaits()
    {
        var observer = new Recorder(expected: 1);
        var reference = cluster.Client.CreateObjectReference<IRecorder>(observer);
        cluster.Client.DeleteObjectReference<IRecorder>(reference);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => cluster.Client.GetGrain<ITellingGrain>("ask").Ask(reference, "x"));
        Assert.Equal(nameof(Orleans.Runtime.ClientNotAvailableException), failure.GetType().Name);
        GC.KeepAlive(observer);
    }

    private sealed class Recorder(int expected) : IRecorder
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _inside;

        public ConcurrentQueue<(string Grain, int Number)> Heard { get; } = new();

        public int MostAtOnce { get; private set; }

        public Task All => _all.Task.WaitAsync(TimeSpan.FromSeconds(60));

        public void Hear(string grain, int number)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _inside));
            Heard.Enqueue((grain, number));
            Interlocked.Decrement(ref _inside);
            if (Heard.Count == expected) _all.TrySetResult();
        }

        public Task<string> Answer(string question) => Task.FromResult($"client says {question}");
    }
}

public interface IRecorder : IGrainObserver
{
    void Hear(string grain, int number);

    Task<string> Answer(string question);
}

public interface ITellingGrain : IGrainWithStringKey
{
    Task Tell(IRecorder observer, int times);

    Task<string> Ask(IRecorder observer, string question);
}

public class TellingGrain : Grain, ITellingGrain
{
    public Task Tell(IRecorder observer, int times)
    {
        for (var i = 0; i < times; i++) observer.Hear(this.GetPrimaryKeyString(), i);
        return Task.CompletedTask;
    }

    public Task<string> Ask(IRecorder observer, string question) => observer.Answer(question);
}
