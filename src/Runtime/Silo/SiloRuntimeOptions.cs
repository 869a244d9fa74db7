using Orleans.Configuration;
using System.Globalization;
using System.Reflection;
using Orleans.Metadata;

namespace Orleans.Runtime;

/// <summary>What the silo's options come down to.</summary>
internal sealed class SiloRuntimeOptions(GrainCollectionOptions collection, SiloMessagingOptions messaging, SchedulingOptions scheduling, int shards)
{
    // Calls that may wait for one activation when nothing else is configured. At 100,000 short calls a second it is a tenth of a second of work; a queue
    // that holds more is longer than callers wait.
    private const int QueueLimitDefault = 10_000;

    public int Shards => shards;

    public TimeSpan ActivationTimeout => collection.ActivationTimeout;

    public TimeSpan DeactivationTimeout => collection.DeactivationTimeout;

    /// <summary>A turn that keeps its thread for longer is logged.</summary>
    public TimeSpan TurnWarningLength => scheduling.TurnWarningLengthThreshold;

    public GrainCollectionOptions Collection => collection;

    public int QueueLimitOf(bool isStatelessWorker) =>
        (isStatelessWorker ? messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker : messaging.MaxEnqueuedRequestsHardLimit) is > 0 and var limit ? limit : QueueLimitDefault;

    /// <summary>How long a grain may be idle: by class name in the options, by the class's attribute, or the default.</summary>
    public TimeSpan CollectionAgeOf(Type grainClass, string? attributeValue)
    {
        if (collection.ClassSpecificCollectionAge.TryGetValue(grainClass.FullName!, out var age)) return age;
        if (attributeValue is null) return collection.CollectionAge;
        return attributeValue == WellKnownGrainTypeProperties.IndefiniteIdleDeactivationPeriodValue ? Timeout.InfiniteTimeSpan : TimeSpan.ParseExact(attributeValue, "c", CultureInfo.InvariantCulture);
    }
}
