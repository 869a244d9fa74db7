using Microsoft.Extensions.Options;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;

namespace Orleans.Configuration;

/// <summary>The lease by which a silo may run: what every silo of a cluster must have the same, and the table remembers.</summary>
public class ClusterLeaseOptions
{
    private static readonly TimeSpan SuspicionDefaultMin = TimeSpan.FromSeconds(1);

    private TimeSpan? _suspicionTime;

    /// <summary>How long a silo may run after it sent a renewal that the membership table confirmed. A silo that hangs or is cut off from the table is replaced after a little more than this.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The most by which the rates of two machines' clocks differ, as a fraction.</summary>
    public double ClockRateError { get; set; } = 0.01;

    /// <summary>How long grain code may keep its thread, as far as the promise of one activation at a time goes. Below an eighth of the lease.</summary>
    public TimeSpan Guard { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether the process is ended at once when grain code still keeps its thread as the lease runs out. Otherwise it is only logged, and the grain may run elsewhere meanwhile.</summary>
    public bool FailFast { get; set; } = true;

    /// <summary>How long a member may leave pings unanswered before it is suspected. One that two members suspect, or the only other one, and that still renews its lease, is removed: nobody could call it. Unless it is set, half of the lease and a second at least: where a longer lease is chosen since machines are too busy, they are too busy for pings as well.</summary>
    public TimeSpan SuspicionTime
    {
        get => _suspicionTime ?? (LeaseDuration / 2 > SuspicionDefaultMin ? LeaseDuration / 2 : SuspicionDefaultMin);
        set => _suspicionTime = value;
    }

    /// <summary>What a silo does while the membership table cannot be reached.</summary>
    public TableOutagePolicy TableOutage { get; set; } = TableOutagePolicy.KeepServing;

    /// <summary>Whether a refused connection proves the end of a silo on another host too. Only where nothing between the hosts refuses connections in a silo's name, such as a firewall or a proxy; then a killed silo is replaced at once instead of after its lease.</summary>
    public bool TrustRefusals { get; set; }

    internal ClusterConstants Constants => new(ShardMap.ShardsDefault, LeaseDuration, ClockRateError, Guard);
}

/// <summary>What a silo does while the membership table cannot be reached, so that no lease can be renewed.</summary>
public enum TableOutagePolicy
{
    /// <summary>It goes on while a majority of the members agrees that none of them reaches the table. With an outage and a partition of the network at once a grain may run twice; its written state is protected by ETags even then.</summary>
    KeepServing,

    /// <summary>It stops at the end of its lease, and goes on when the table is back.</summary>
    Fence,
}

/// <summary>Refuses leases by which silos could not tell one another's ends.</summary>
internal sealed class ClusterLeaseOptionsValidator(IOptions<ClusterLeaseOptions> options) : IConfigurationValidator
{
    private static readonly TimeSpan LeaseMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LeaseMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SuspicionMin = TimeSpan.FromMilliseconds(300);

    private readonly ClusterLeaseOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        Setting.Require<ClusterLeaseOptions>(_options.LeaseDuration >= LeaseMin && _options.LeaseDuration <= LeaseMax, nameof(ClusterLeaseOptions.LeaseDuration), _options.LeaseDuration, $"a time from {LeaseMin} to {LeaseMax} is needed");
        Setting.Require<ClusterLeaseOptions>(_options.ClockRateError is >= 0 and <= 0.1, nameof(ClusterLeaseOptions.ClockRateError), _options.ClockRateError, "a fraction from 0 to 0.1 is needed");
        Setting.Require<ClusterLeaseOptions>(_options.SuspicionTime >= SuspicionMin, nameof(ClusterLeaseOptions.SuspicionTime), _options.SuspicionTime, $"at least {SuspicionMin} is needed: three pings");
        Setting.Require<ClusterLeaseOptions>(Enum.IsDefined(_options.TableOutage), nameof(ClusterLeaseOptions.TableOutage), _options.TableOutage, $"{nameof(TableOutagePolicy.KeepServing)} or {nameof(TableOutagePolicy.Fence)} is needed");
        Setting.Require<ClusterLeaseOptions>(_options.Guard > TimeSpan.Zero && _options.Guard < _options.LeaseDuration / 8, nameof(ClusterLeaseOptions.Guard), _options.Guard, $"a time above zero and below an eighth of the lease ({_options.LeaseDuration / 8}) is needed");
    }
}
