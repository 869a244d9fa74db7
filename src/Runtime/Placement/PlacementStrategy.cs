using Orleans.Metadata;

namespace Orleans.Runtime;

/// <summary>
/// What an application asks about where a grain is activated. The cluster places by shard, so only the strategies that it
/// knows by their grain property have an effect: stateless workers and colocation by key prefix.
/// </summary>
public abstract class PlacementStrategy
{
    /// <summary>False if the grain has no one place in the cluster.</summary>
    public virtual bool IsUsingGrainDirectory => true;

    /// <summary>Reads the strategy's settings back from the grain's properties.</summary>
    public virtual void Initialize(GrainProperties properties)
    {
    }

    /// <summary>Writes the strategy's name and settings into the grain's properties.</summary>
    public virtual void PopulateGrainProperties(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties) =>
        properties[WellKnownGrainTypeProperties.PlacementStrategy] = GetType().Name;
}
