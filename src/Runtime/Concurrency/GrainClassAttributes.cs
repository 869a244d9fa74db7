using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Runtime;

namespace Orleans.Concurrency;

/// <summary>Calls of the grain may interleave between their turns; there is still one turn at a time.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute, IGrainPropertiesProviderAttribute
{
    public void Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties) =>
        properties[WellKnownGrainTypeProperties.Reentrant] = "true";
}

/// <summary>Asks a method of the class, <c>bool Name(IInvokable)</c>, for each request whether it may interleave.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MayInterleaveAttribute(string callbackMethodName) : Attribute, IGrainPropertiesProviderAttribute
{
    public void Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties) =>
        properties[WellKnownGrainTypeProperties.MayInterleavePredicate] = callbackMethodName;
}

/// <summary>Several activations of one grain run side by side on the caller's silo; they share no state.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StatelessWorkerAttribute : PlacementAttribute, IGrainPropertiesProviderAttribute
{
    /// <summary>At most one activation for each processor.</summary>
    public StatelessWorkerAttribute()
        : base(new StatelessWorkerPlacement())
    {
    }

    public StatelessWorkerAttribute(int maxLocalWorkers)
        : base(new StatelessWorkerPlacement(maxLocalWorkers))
    {
    }

    /// <param name="maxLocalWorkers">Activations a silo; zero or less means one for each processor.</param>
    /// <param name="removeIdleWorkers">Whether workers that have had nothing to do are deactivated before the grain's age limit.</param>
    public StatelessWorkerAttribute(int maxLocalWorkers, bool removeIdleWorkers)
        : base(new StatelessWorkerPlacement(maxLocalWorkers, removeIdleWorkers))
    {
    }

    public override void Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        base.Populate(services, grainClass, grainType, properties);
        properties[WellKnownGrainTypeProperties.Unordered] = "true";
    }
}
