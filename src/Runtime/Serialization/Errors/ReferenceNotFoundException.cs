namespace Orleans.Serialization;

/// <summary>A reference points to no value, or to a value of another type.</summary>
public sealed class ReferenceNotFoundException : SerializerException
{
    public ReferenceNotFoundException(Type? targetType, uint targetId)
        : this(targetType, targetId, "no value was read there")
    {
    }

    public ReferenceNotFoundException(Type? targetType, uint targetId, string reason)
        : base($"The reference to offset {targetId}, where a value of type '{targetType}' is expected, cannot be followed: {reason}.")
    {
        TargetReference = targetId;
        TargetReferenceType = targetType;
    }

    /// <summary>The offset that the reference names.</summary>
    public uint TargetReference { get; }

    /// <summary>The type that the referring member expects, if known.</summary>
    public Type? TargetReferenceType { get; }
}
