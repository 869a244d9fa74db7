namespace Orleans.Concurrency;

/// <summary>The method changes no state of the grain: it may run together with other read-only calls, and a writer waits for all of them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute
{
}

/// <summary>The method may start while any other call of the grain is between two of its turns.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute
{
}

/// <summary>The caller gets no response: neither a result nor whether the method ran.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute
{
}

/// <summary>Accepted for source compatibility; message order is never promised.</summary>
[AttributeUsage(AttributeTargets.Interface)]
[Obsolete("Message order is not promised with or without this attribute: it has no effect.")]
public sealed class UnorderedAttribute : Attribute
{
}
