using Microsoft.Extensions.Options;

namespace Orleans.Configuration;

/// <summary>How turns share the threads.</summary>
public class SchedulingOptions
{
    public const int DEFAULT_MAX_PENDING_ITEMS_SOFT_LIMIT = 0;
    public static readonly TimeSpan DEFAULT_DELAY_WARNING_THRESHOLD = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan DEFAULT_ACTIVATION_SCHEDULING_QUANTUM = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan DEFAULT_TURN_WARNING_THRESHOLD = TimeSpan.FromSeconds(1);

    /// <summary>A turn that waits longer for a thread is logged.</summary>
    public TimeSpan DelayWarningThreshold { get; set; } = DEFAULT_DELAY_WARNING_THRESHOLD;

    /// <summary>How long one activation keeps a thread while others wait.</summary>
    public TimeSpan ActivationSchedulingQuantum { get; set; } = DEFAULT_ACTIVATION_SCHEDULING_QUANTUM;

    /// <summary>A turn that holds its thread longer is logged.</summary>
    public TimeSpan TurnWarningLengthThreshold { get; set; } = DEFAULT_TURN_WARNING_THRESHOLD;

    /// <summary>Waiting turns of one activation at which a warning is logged; 0 for none.</summary>
    public int MaxPendingWorkItemsSoftLimit { get; set; } = DEFAULT_MAX_PENDING_ITEMS_SOFT_LIMIT;

    /// <summary>How long an ended activation may go on running turns before it is logged, and again after each such time.</summary>
    public TimeSpan StoppedActivationWarningInterval { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Refuses times and limits that no scheduler could keep.</summary>
internal sealed class SchedulingOptionsValidator(IOptions<SchedulingOptions> options) : IConfigurationValidator
{
    private readonly SchedulingOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        Setting.RequireLimit<SchedulingOptions>(_options.DelayWarningThreshold, nameof(SchedulingOptions.DelayWarningThreshold));
        Setting.RequirePeriod<SchedulingOptions>(_options.ActivationSchedulingQuantum, nameof(SchedulingOptions.ActivationSchedulingQuantum));
        Setting.RequireLimit<SchedulingOptions>(_options.TurnWarningLengthThreshold, nameof(SchedulingOptions.TurnWarningLengthThreshold));
        Setting.RequireAtLeast<SchedulingOptions>(0, _options.MaxPendingWorkItemsSoftLimit, nameof(SchedulingOptions.MaxPendingWorkItemsSoftLimit));
        Setting.RequireLimit<SchedulingOptions>(_options.StoppedActivationWarningInterval, nameof(SchedulingOptions.StoppedActivationWarningInterval));
    }
}
