namespace Orleans.Runtime;

/// <summary>The activation whose turn runs on this thread: how a grain's parameterless constructor finds its context.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    internal static IGrainContext? Current;
}
