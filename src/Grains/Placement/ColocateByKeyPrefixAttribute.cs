using Orleans.Placement;

namespace OrleansAgents.Grains;

/// <summary>
/// Grains of this class live where all others with the same key up to the first slash live: a user, their sessions and their relations to agents are one silo's, so a turn
/// stays there.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ColocateByKeyPrefixAttribute() : PlacementAttribute(new KeyPrefixPlacement());

/// <summary>Places by the part of the key before the first slash. The engine knows the strategy by the name that it writes into the grain's properties.</summary>
[GenerateSerializer, Immutable]
public sealed class KeyPrefixPlacement : PlacementStrategy
{
    /// <summary>The value of the grain property <c>placement-strategy</c>.</summary>
    public const string Name = "key-prefix";

    /// <inheritdoc/>
    public override void PopulateGrainProperties(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        properties["placement-strategy"] = Name;
    }
}
