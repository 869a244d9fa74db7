using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime.Placement;

/// <summary>An application's own choice of a silo for a grain. Declared so that such applications compile: this engine places by shard and never asks a director; grain classes with a strategy of their own are named in the log.</summary>
public interface IPlacementDirector
{
    /// <summary>The request context's key for the silo that a caller would like.</summary>
    const string PlacementHintKey = nameof(PlacementHintKey);

    /// <returns>A silo that can serve the grain.</returns>
    Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context);

    /// <returns>The silo that the caller would like, if it is one of those that can serve the grain.</returns>
    static SiloAddress? GetPlacementHint(Dictionary<string, object> requestContextData, SiloAddress[] compatibleSilos) =>
        requestContextData is not null && requestContextData.TryGetValue(PlacementHintKey, out var hint) && hint is SiloAddress silo && compatibleSilos.Contains(silo) ? silo : null;
}

/// <summary>What a director may know of the cluster.</summary>
public interface IPlacementContext
{
    SiloAddress LocalSilo { get; }

    SiloStatus LocalSiloStatus { get; }

    SiloAddress[] GetCompatibleSilos(PlacementTarget target);

    /// <returns>By version of the grain's interface.</returns>
    IReadOnlyDictionary<ushort, SiloAddress[]> GetCompatibleSilosWithVersions(PlacementTarget target);
}

/// <summary>A grain to be placed, and the call that asks for it.</summary>
[SuppressMessage("Performance", "CA1815", Justification = "Orleans' type; nobody compares targets.")]
public readonly struct PlacementTarget(GrainId grainIdentity, Dictionary<string, object> requestContextData, GrainInterfaceType interfaceType, ushort interfaceVersion)
{
    public GrainId GrainIdentity { get; } = grainIdentity;

    public GrainInterfaceType InterfaceType { get; } = interfaceType;

    public ushort InterfaceVersion { get; } = interfaceVersion;

    public Dictionary<string, object> RequestContextData { get; } = requestContextData;
}
