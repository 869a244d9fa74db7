using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Orleans.Configuration;

/// <summary>When idle activations are deactivated.</summary>
public class GrainCollectionOptions
{
    public static readonly TimeSpan DEFAULT_COLLECTION_QUANTUM = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan DEFAULT_ACTIVATION_TIMEOUT = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan DEFAULT_DEACTIVATION_TIMEOUT = TimeSpan.FromSeconds(30);

    /// <summary>How often idle activations are looked for.</summary>
    public TimeSpan CollectionQuantum { get; set; } = DEFAULT_COLLECTION_QUANTUM;

    /// <summary>How long an activation stays idle before it is deactivated. Must exceed <see cref="CollectionQuantum"/>.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Ages that differ, by the full name of the grain class.</summary>
    public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];

    /// <summary>How long OnActivateAsync may take before its cancellation token is cancelled.</summary>
    public TimeSpan ActivationTimeout { get; set; } = DEFAULT_ACTIVATION_TIMEOUT;

    /// <summary>How long OnDeactivateAsync may take before its cancellation token is cancelled.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = DEFAULT_DEACTIVATION_TIMEOUT;

    /// <summary>Whether the longest idle activations are deactivated early when memory is short.</summary>
    public bool EnableActivationSheddingOnMemoryPressure { get; set; }

    public TimeSpan MemoryUsagePollingPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Percent of the memory available to the process at which shedding starts.</summary>
    public double MemoryUsageLimitPercentage { get; set; } = 80;

    /// <summary>Percent of the memory available to the process at which shedding ends.</summary>
    public double MemoryUsageTargetPercentage { get; set; } = 75;
}

/// <summary>Refuses times that would deactivate at once or never look, and percentages out of order.</summary>
internal sealed class GrainCollectionOptionsValidator(IOptions<GrainCollectionOptions> options) : IConfigurationValidator
{
    private readonly GrainCollectionOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        Require(_options.CollectionQuantum > TimeSpan.Zero, nameof(GrainCollectionOptions.CollectionQuantum), _options.CollectionQuantum, "a time above zero is needed");
        RequireAge(_options.CollectionAge, nameof(GrainCollectionOptions.CollectionAge));
        foreach (var (name, age) in _options.ClassSpecificCollectionAge)
            RequireAge(age, $"{nameof(GrainCollectionOptions.ClassSpecificCollectionAge)}[\"{name}\"]");
        Setting.RequireLimit<GrainCollectionOptions>(_options.ActivationTimeout, nameof(GrainCollectionOptions.ActivationTimeout));
        Setting.RequireLimit<GrainCollectionOptions>(_options.DeactivationTimeout, nameof(GrainCollectionOptions.DeactivationTimeout));
        if (!_options.EnableActivationSheddingOnMemoryPressure) return;
        Require(_options.MemoryUsagePollingPeriod > TimeSpan.Zero, nameof(GrainCollectionOptions.MemoryUsagePollingPeriod), _options.MemoryUsagePollingPeriod, "a time above zero is needed");
        Require(_options.MemoryUsageLimitPercentage is > 0 and <= 100, nameof(GrainCollectionOptions.MemoryUsageLimitPercentage), _options.MemoryUsageLimitPercentage, "more than 0 and at most 100 percent is needed");
        Require(
            _options.MemoryUsageTargetPercentage > 0 && _options.MemoryUsageTargetPercentage < _options.MemoryUsageLimitPercentage,
            nameof(GrainCollectionOptions.MemoryUsageTargetPercentage),
            _options.MemoryUsageTargetPercentage,
            $"more than 0 and less than {nameof(GrainCollectionOptions.MemoryUsageLimitPercentage)} ({_options.MemoryUsageLimitPercentage}) percent is needed");
    }

    private void RequireAge(TimeSpan age, string name) =>
        Require(age > _options.CollectionQuantum, name, age, $"a time above {nameof(GrainCollectionOptions.CollectionQuantum)} ({_options.CollectionQuantum}) is needed");

    private static void Require(bool holds, string name, object value, string need)
    {
        if (!holds) throw new OrleansConfigurationException($"{nameof(GrainCollectionOptions)}.{name} is {value}; {need}.");
    }
}
