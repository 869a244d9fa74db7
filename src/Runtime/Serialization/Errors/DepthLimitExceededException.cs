using Orleans.Serialization.Buffers;

namespace Orleans.Serialization;

/// <summary>Values nest deeper than the format allows, when written, read or copied.</summary>
public sealed class DepthLimitExceededException : SerializerException
{
    public DepthLimitExceededException(string act, string where)
        : base($"{act} {where} failed: values nest deeper than {Limits.Depth} levels. Replace the chain of objects by a collection.")
    {
    }
}
