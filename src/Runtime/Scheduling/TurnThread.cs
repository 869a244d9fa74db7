namespace Orleans.Runtime;

/// <summary>What a thread is running now: one object a thread, found by one thread-static read.</summary>
internal sealed class TurnThread
{
    [ThreadStatic]
    private static TurnThread? t_current;

    public Activation? Activation;

    /// <summary>The call whose code runs now, for the links of <see cref="CallChain"/>; without a request when it is not known.</summary>
    public CallLink Link;

    public static TurnThread Current => t_current ??= new TurnThread();

    public static TurnThread? CurrentOrNull => t_current;
}
