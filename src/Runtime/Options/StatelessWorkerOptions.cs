using Microsoft.Extensions.Options;

namespace Orleans.Configuration;

/// <summary>When idle stateless workers are deactivated before their age limit.</summary>
public class StatelessWorkerOptions
{
    public const bool DEFAULT_REMOVE_IDLE_WORKERS = true;
    public const int DEFAULT_MIN_IDLE_CYCLES_BEFORE_REMOVAL = 1;
    public static readonly TimeSpan DEFAULT_IDLE_WORKERS_INSPECTION_PERIOD = TimeSpan.FromMilliseconds(500);

    public bool RemoveIdleWorkers { get; set; } = DEFAULT_REMOVE_IDLE_WORKERS;

    /// <summary>How often workers are inspected.</summary>
    public TimeSpan IdleWorkersInspectionPeriod { get; set; } = DEFAULT_IDLE_WORKERS_INSPECTION_PERIOD;

    /// <summary>How many inspections in a row must find a worker idle.</summary>
    public int MinIdleCyclesBeforeRemoval { get; set; } = DEFAULT_MIN_IDLE_CYCLES_BEFORE_REMOVAL;
}

/// <summary>Refuses periods and counts that would remove every worker or none.</summary>
internal sealed class StatelessWorkerOptionsValidator(IOptions<StatelessWorkerOptions> options) : IConfigurationValidator
{
    private readonly StatelessWorkerOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        if (!_options.RemoveIdleWorkers) return;
        Setting.RequirePeriod<StatelessWorkerOptions>(_options.IdleWorkersInspectionPeriod, nameof(StatelessWorkerOptions.IdleWorkersInspectionPeriod));
        Setting.RequireAtLeast<StatelessWorkerOptions>(1, _options.MinIdleCyclesBeforeRemoval, nameof(StatelessWorkerOptions.MinIdleCyclesBeforeRemoval));
    }
}
