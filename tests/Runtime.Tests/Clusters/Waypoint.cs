using System.Collections.Concurrent;

namespace OrleansAgents.Runtime.Tests.Clusters;

/// <summary>A named point that a grain reaches, and where it may be held until the test lets it go on.</summary>
internal static class Waypoint
{
    private static readonly ConcurrentDictionary<string, (TaskCompletionSource Entered, TaskCompletionSource Released)> Points = new();

    /// <summary>Called by the grain: says that it is here.</summary>
    public static void Enter(string name) => Get(name).Entered.TrySetResult();

    /// <summary>Called by the grain: says that it is here, and waits.</summary>
    public static Task Pass(string name)
    {
        Enter(name);
        return Get(name).Released.Task;
    }

    public static Task Entered(string name) => Get(name).Entered.Task.WithPatience();

    public static bool HasEntered(string name) => Get(name).Entered.Task.IsCompleted;

    public static void Release(string name) => Get(name).Released.TrySetResult();

    private static (TaskCompletionSource Entered, TaskCompletionSource Released) Get(string name) => Points.GetOrAdd(
        name,
        static _ => (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
}
