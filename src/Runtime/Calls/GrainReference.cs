namespace Orleans.Runtime;

/// <summary>A reference to a grain: its key, with all that references of one type and interface share.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    protected GrainReference(GrainReferenceShared shared, IdSpan key)
    {
        Shared = shared;
        Key = key;
    }

    public GrainId GrainId => GrainId.Create(Shared.GrainType, Key);

    public GrainInterfaceType InterfaceType => Shared.InterfaceType;

    internal GrainReferenceShared Shared { get; }

    internal IdSpan Key { get; }

    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();
}

/// <summary>What references of one grain type and interface share.</summary>
public class GrainReferenceShared(GrainType grainType, GrainInterfaceType grainInterfaceType, IGrainReferenceRuntime runtime)
{
    public GrainType GrainType { get; } = grainType;

    public GrainInterfaceType InterfaceType { get; } = grainInterfaceType;

    public IGrainReferenceRuntime Runtime { get; } = runtime;
}

/// <summary>Casts references.</summary>
public interface IGrainReferenceRuntime
{
    object Cast(IAddressable grain, Type interfaceType);
}
