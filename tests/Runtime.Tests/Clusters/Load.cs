using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests.Clusters;

/// <summary>Callers that call grains of a cluster, from its client and from grain to grain, while the test does something to its silos.</summary>
internal sealed class Load : IAsyncDisposable
{
    public const int Grains = 100;
    private const int Callers = 16;

    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly bool _toleratesLoss;
    private readonly Task _running;
    private readonly Lock _gate = new();
    private long _calls;
    private (long Calls, TaskCompletionSource Reached)? _awaited;

    private Load(InProcessTestCluster cluster, string test, bool toleratesLoss)
    {
        _toleratesLoss = toleratesLoss;
        _running = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => Call(cluster.Client, test, new Random(caller)))));
    }

    /// <param name="toleratesLoss">True lets callers go on after a call failed because a silo was lost.</param>
    public static Load Start(InProcessTestCluster cluster, string test, bool toleratesLoss) => new(cluster, test, toleratesLoss);

    /// <summary>Completes when so many more calls have ended.</summary>
    public async Task Calls(int count)
    {
        Task reached;
        lock (_gate)
        {
            var awaited = (_calls + count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _awaited = awaited;
            reached = awaited.Item2.Task;
        }

        await Task.WhenAny(reached, _running).WithPatience();
    }

    /// <summary>Ends the callers. Returns the failures of their calls.</summary>
    public async Task<IReadOnlyCollection<Exception>> Stop()
    {
        await _stop.CancelAsync();
        await _running.WithPatience();
        return _failures;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _stop.Dispose();
    }

    private async Task Call(IGrainFactory grains, string test, Random random)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var (one, other) = (grains.GetGrain<IResidentGrain>($"{test}/{random.Next(Grains)}"), grains.GetGrain<IResidentGrain>($"{test}/away/{random.Next(Grains)}"));
                await (random.Next(2) == 0 ? one.Visit() : one.VisitBy(other)).WithPatience();
            }
            catch (SiloUnavailableException failure) when (_toleratesLoss)
            {
                _failures.Enqueue(failure);
            }
            catch (Exception failure)
            {
                _failures.Enqueue(failure);
                return;
            }

            lock (_gate)
            {
                if (++_calls < _awaited?.Calls) continue;
                _awaited?.Reached.TrySetResult();
                _awaited = null;
            }
        }
    }
}
