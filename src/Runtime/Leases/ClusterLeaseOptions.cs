using Microsoft.Extensions.Options;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;

namespace Orleans.Configuration;

/// <summary>The lease by which a silo may run: what every silo of a cluster must have the same, and the table remembers.</summary>
public class ClusterLeaseOptions
{
    /// <summary>How long a silo may run after it sent a renewal that the membership table confirmed. A silo that hangs or is cut off from the table is replaced after a little more than this.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The most by which the rates of two machines' clocks differ, as a fraction.</summary>
    public double ClockRateError { get; set; } = 0.01;

    /// <summary>How long grain code may keep its thread, as far as the promise of one activation at a time goes. Below an eighth of the lease.</summary>
    public TimeSpan Guard { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether the process is ended at once when grain code still keeps its thread as the lease runs out. Otherwise it is only logged, and the grain may run elsewhere meanwhile.</summary>
    public bool FailFast { get; set; } = true;

    internal ClusterConstants Constants => new(ShardMap.ShardsDefault, LeaseDuration, ClockRateError, Guard);
}

/// <summary>Refuses leases by which silos could not tell one another's ends.</summary>
internal sealed class ClusterLeaseOptionsValidator(IOptions<ClusterLeaseOptions> options) : IConfigurationValidator
{
    private static readonly TimeSpan LeaseMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LeaseMax = TimeSpan.FromMinutes(5);

    private readonly ClusterLeaseOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        Setting.Require<ClusterLeaseOptions>(_options.LeaseDuration >= LeaseMin && _options.LeaseDuration <= LeaseMax, nameof(ClusterLeaseOptions.LeaseDuration), _options.LeaseDuration, $"a time from {LeaseMin} to {LeaseMax} is needed");
        Setting.Require<ClusterLeaseOptions>(_options.ClockRateError is >= 0 and <= 0.1, nameof(ClusterLeaseOptions.ClockRateError), _options.ClockRateError, "a fraction from 0 to 0.1 is needed");
        Setting.Require<ClusterLeaseOptions>(_options.Guard > TimeSpan.Zero && _options.Guard < _options.LeaseDuration / 8, nameof(ClusterLeaseOptions.Guard), _options.Guard, $"a time above zero and below an eighth of the lease ({_options.LeaseDuration / 8}) is needed");
    }
}
