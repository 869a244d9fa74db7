namespace Orleans.Runtime;

/// <summary>The activation whose turn runs on this thread: how a grain's parameterless constructor finds its context.</summary>
internal static class RuntimeContext
{
    internal static IGrainContext? Current => Activation.Current;
}
