namespace Orleans.Runtime;

[Immutable]
public sealed class RandomPlacement : PlacementStrategy
{
    internal static RandomPlacement Singleton { get; } = new();
}

[Immutable]
public sealed class HashBasedPlacement : PlacementStrategy
{
    internal static HashBasedPlacement Singleton { get; } = new();
}

[Immutable]
public sealed class PreferLocalPlacement : PlacementStrategy
{
    internal static PreferLocalPlacement Singleton { get; } = new();
}

[Immutable]
public sealed class ActivationCountBasedPlacement : PlacementStrategy
{
    internal static ActivationCountBasedPlacement Singleton { get; } = new();
}

[Immutable]
public class SiloRoleBasedPlacement : PlacementStrategy
{
    internal static SiloRoleBasedPlacement Singleton { get; } = new();
}

[Immutable]
public sealed class ResourceOptimizedPlacement : PlacementStrategy
{
    internal static ResourceOptimizedPlacement Singleton { get; } = new();
}

/// <summary>The strategy of the runtime's own services, which exist once a silo.</summary>
[Immutable]
public sealed class SystemTargetPlacementStrategy : PlacementStrategy
{
    public static SystemTargetPlacementStrategy Instance { get; } = new();

    public override bool IsUsingGrainDirectory => false;
}
