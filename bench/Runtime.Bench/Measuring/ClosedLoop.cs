using System.Diagnostics;

namespace OrleansAgents.Bench.Measuring;

/// <summary>Workers that each have one call under way at any time.</summary>
internal static class ClosedLoop
{
    /// <summary>
    /// A worker whose calls all complete at once would keep its thread, and the workers would run one after another;
    /// so each gives its thread up now and then.
    /// </summary>
    private const int CallsBetweenYields = 1024;

    /// <param name="call">Takes the worker's number and the number of its call.</param>
    /// <returns>How many calls ended.</returns>
    public static async Task<long> Run(Func<int, int, ValueTask> call, int workers, TimeSpan duration)
    {
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => Work(call, worker, end))));
        return counts.Sum();
    }

    /// <summary>The same number of calls in all, shared out one by one: <paramref name="call"/> takes the number of the call.</summary>
    public static Task RunEach(Func<int, ValueTask> call, int workers, int calls)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number < calls; number = Interlocked.Increment(ref next))
            {
                await call(number);
            }
        })));
    }

    private static async Task<long> Work(Func<int, int, ValueTask> call, int worker, long end)
    {
        var number = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            await call(worker, number++);
            if (number % CallsBetweenYields == 0)
            {
                await Task.Yield();
            }
        }

        return number;
    }
}
