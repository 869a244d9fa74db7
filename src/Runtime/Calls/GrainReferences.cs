using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>Makes references; one object a silo or client.</summary>
internal sealed class GrainReferences(CallRuntime runtime, GrainInterfaceCatalog interfaces, Func<GrainType, GrainClass?> localClass)
{
    private readonly ConcurrentDictionary<(GrainType, Type), (GrainReferenceShared Shared, GrainInterfaceInfo Info)> _kinds = new();

    public GrainInterfaceCatalog Interfaces => interfaces;

    /// <exception cref="ArgumentException">No code was generated for the interface.</exception>
    public GrainReference Get(GrainId grainId, Type interfaceType)
    {
        var (shared, info) = _kinds.TryGetValue((grainId.Type, interfaceType), out var kind) ? kind : Add(grainId.Type, interfaceType);
        return info.CreateReference(shared, grainId.Key);
    }

    /// <summary>A reference that names a grain without an interface; cast it to call.</summary>
    public GrainReference GetUntyped(GrainId grainId) =>
        new UntypedGrainReference(new GrainReferenceShared(grainId.Type, default, typeof(IAddressable), runtime, this), grainId.Key);

    public GrainInterfaceType InterfaceTypeOf(Type interfaceType) => interfaces.Get(interfaceType).Name;

    private (GrainReferenceShared, GrainInterfaceInfo) Add(GrainType grainType, Type interfaceType)
    {
        var info = interfaces.Get(interfaceType);
        return _kinds.GetOrAdd((grainType, interfaceType), _ => (new GrainReferenceShared(grainType, info.Name, interfaceType, runtime, this) { LocalClass = localClass(grainType) }, info));
    }
}

/// <summary>Names a grain and has no methods.</summary>
internal sealed class UntypedGrainReference(GrainReferenceShared shared, IdSpan key) : GrainReference(shared, key), IGrain;
