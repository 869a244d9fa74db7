using Microsoft.Extensions.Options;

namespace Orleans.Configuration;

/// <summary>
/// Orleans' settings for votes and probes among silos. They are accepted so that configuration code compiles; membership
/// here is decided by leases, which have their own options.
/// </summary>
public class ClusterMembershipOptions
{
    private TimeSpan? _minProbeTimeout;
    private TimeSpan? _maxProbeTimeout;

    public int NumMissedTableIAmAliveLimit { get; set; } = 3;

    public bool LivenessEnabled { get; set; } = true;

    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Half of <see cref="ProbeTimeout"/> unless set.</summary>
    public TimeSpan MinProbeTimeout
    {
        get => _minProbeTimeout ?? ProbeTimeout / 2;
        set => _minProbeTimeout = value;
    }

    /// <summary>Four times <see cref="ProbeTimeout"/> unless set.</summary>
    public TimeSpan MaxProbeTimeout
    {
        get => _maxProbeTimeout ?? (ProbeTimeout > TimeSpan.MaxValue / 4 ? TimeSpan.MaxValue : ProbeTimeout * 4);
        set => _maxProbeTimeout = value;
    }

    public TimeSpan TableRefreshTimeout { get; set; } = TimeSpan.FromSeconds(60);

    public TimeSpan DeathVoteExpirationTimeout { get; set; } = TimeSpan.FromMinutes(2);

    public TimeSpan IAmAliveTablePublishTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan MaxJoinAttemptTime { get; set; } = TimeSpan.FromMinutes(5);

    public bool UseLivenessGossip { get; set; } = true;

    public int NumProbedSilos { get; set; } = 10;

    public int NumMissedProbesLimit { get; set; } = 3;

    public int NumVotesForDeathDeclaration { get; set; } = 2;

    public TimeSpan DefunctSiloExpiration { get; set; } = TimeSpan.FromDays(7);

    public TimeSpan? DefunctSiloCleanupPeriod { get; set; } = TimeSpan.FromHours(1);

    public int? MaxDefunctSiloEntries { get; set; } = 25;

    public TimeSpan LocalHealthDegradationMonitoringPeriod { get; set; } = TimeSpan.FromSeconds(10);

    public bool ExtendProbeTimeoutDuringDegradation { get; set; } = true;

    public bool EnableIndirectProbes { get; set; } = true;

    public bool EnableConnectionLivenessCheck { get; set; } = true;

    public bool EvictWhenMaxJoinAttemptTimeExceeded { get; set; } = true;
}

/// <summary>Refuses times and counts by which no member could be judged.</summary>
internal sealed class ClusterMembershipOptionsValidator(IOptions<ClusterMembershipOptions> options) : IConfigurationValidator
{
    private readonly ClusterMembershipOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        Setting.RequirePeriod<ClusterMembershipOptions>(_options.ProbeTimeout, nameof(ClusterMembershipOptions.ProbeTimeout));
        Setting.RequirePeriod<ClusterMembershipOptions>(_options.MinProbeTimeout, nameof(ClusterMembershipOptions.MinProbeTimeout));
        Setting.RequirePeriod<ClusterMembershipOptions>(_options.MaxProbeTimeout, nameof(ClusterMembershipOptions.MaxProbeTimeout));
        Setting.RequirePeriod<ClusterMembershipOptions>(_options.TableRefreshTimeout, nameof(ClusterMembershipOptions.TableRefreshTimeout));
        Setting.RequirePeriod<ClusterMembershipOptions>(_options.DeathVoteExpirationTimeout, nameof(ClusterMembershipOptions.DeathVoteExpirationTimeout));
        Setting.RequirePeriod<ClusterMembershipOptions>(_options.IAmAliveTablePublishTimeout, nameof(ClusterMembershipOptions.IAmAliveTablePublishTimeout));
        Setting.RequirePeriod<ClusterMembershipOptions>(_options.LocalHealthDegradationMonitoringPeriod, nameof(ClusterMembershipOptions.LocalHealthDegradationMonitoringPeriod));
        Setting.RequireLimit<ClusterMembershipOptions>(_options.MaxJoinAttemptTime, nameof(ClusterMembershipOptions.MaxJoinAttemptTime));
        Setting.RequireAtLeast<ClusterMembershipOptions>(1, _options.NumProbedSilos, nameof(ClusterMembershipOptions.NumProbedSilos));
        Setting.RequireAtLeast<ClusterMembershipOptions>(1, _options.NumMissedProbesLimit, nameof(ClusterMembershipOptions.NumMissedProbesLimit));
        Setting.RequireAtLeast<ClusterMembershipOptions>(1, _options.NumVotesForDeathDeclaration, nameof(ClusterMembershipOptions.NumVotesForDeathDeclaration));
        Setting.RequireAtLeast<ClusterMembershipOptions>(1, _options.NumMissedTableIAmAliveLimit, nameof(ClusterMembershipOptions.NumMissedTableIAmAliveLimit));
    }
}
