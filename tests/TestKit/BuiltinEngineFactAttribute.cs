namespace OrleansAgents.TestKit;

/// <summary>A test of behaviour that only the engine in src/Runtime promises. On Microsoft's engine it is skipped, and the reason says what that engine does instead.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BuiltinEngineFactAttribute : FactAttribute
{
    public BuiltinEngineFactAttribute(string reason)
    {
        Reason = reason;
#if MICROSOFT_ORLEANS
        Skip = reason;
#endif
    }

    /// <summary>A sentence about Microsoft's engine.</summary>
    public string Reason { get; }
}
