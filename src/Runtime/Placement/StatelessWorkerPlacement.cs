using System.Globalization;
using Orleans.Metadata;

namespace Orleans.Runtime;

/// <summary>Up to <see cref="MaxLocal"/> activations of one grain on each silo that calls it.</summary>
internal sealed class StatelessWorkerPlacement : PlacementStrategy
{
    private const string MaxLocalProperty = "max-local-instances";
    private const string RemoveIdleProperty = "remove-idle-workers";

    public StatelessWorkerPlacement()
        : this(-1)
    {
    }

    public StatelessWorkerPlacement(int maxLocal, bool removeIdleWorkers = true)
    {
        MaxLocal = maxLocal > 0 ? maxLocal : Environment.ProcessorCount;
        RemoveIdleWorkers = removeIdleWorkers;
    }

    public int MaxLocal { get; private set; }

    public bool RemoveIdleWorkers { get; private set; }

    public override bool IsUsingGrainDirectory => false;

    public override void Initialize(GrainProperties properties)
    {
        base.Initialize(properties);
        if (properties.Properties.TryGetValue(MaxLocalProperty, out var maxLocal)
            && int.TryParse(maxLocal, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            MaxLocal = count;
        }

        if (properties.Properties.TryGetValue(RemoveIdleProperty, out var removeIdle) && bool.TryParse(removeIdle, out var remove)) RemoveIdleWorkers = remove;
    }

    public override void PopulateGrainProperties(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        base.PopulateGrainProperties(services, grainClass, grainType, properties);
        properties[MaxLocalProperty] = MaxLocal.ToString(CultureInfo.InvariantCulture);
        properties[RemoveIdleProperty] = RemoveIdleWorkers.ToString();
    }
}
