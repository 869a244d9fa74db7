namespace Orleans;

public static class PublicOrleansTaskExtensions
{
    /// <summary>States that nobody awaits the task and that its failure does not matter.</summary>
    public static void Ignore(this Task task)
    {
        if (task.IsCompleted) _ = task.Exception;
        else _ = Observe(task);

        static async Task Observe(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
