using System.Collections.Concurrent;

namespace OrleansAgents.Runtime.Tests;

/// <summary>Lets a test hold a grain's method at a known point: the method tells that it has entered and waits to be released. Both engines run the silos of a test in its process.</summary>
internal static class Gate
{
    private static readonly ConcurrentDictionary<string, (TaskCompletionSource Entered, TaskCompletionSource Released)> Gates = new();

    /// <summary>Called by the grain.</summary>
    public static Task Pass(string name)
    {
        var gate = Get(name);
        gate.Entered.TrySetResult();
        return gate.Released.Task;
    }

    /// <summary>Completes when a grain has entered.</summary>
    public static Task Entered(string name) => Get(name).Entered.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static bool HasEntered(string name) => Get(name).Entered.Task.IsCompleted;

    public static void Release(string name) => Get(name).Released.TrySetResult();

    private static (TaskCompletionSource Entered, TaskCompletionSource Released) Get(string name) => Gates.GetOrAdd(
        name,
        static _ => (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
}
