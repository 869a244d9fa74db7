using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Orleans.Configuration;

/// <summary>Messages of a silo.</summary>
public class SiloMessagingOptions : MessagingOptions
{
    public const int DEFAULT_MAX_ENQUEUED_REQUESTS_SOFT_LIMIT = 0;
    public const int DEFAULT_MAX_ENQUEUED_REQUESTS_HARD_LIMIT = 0;
    public const int DEFAULT_MAX_ENQUEUED_REQUESTS_STATELESS_WORKER_SOFT_LIMIT = 0;
    public const int DEFAULT_MAX_ENQUEUED_REQUESTS_STATELESS_WORKER_HARD_LIMIT = 0;
    public static readonly TimeSpan DEFAULT_CLIENT_REGISTRATION_REFRESH = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan DEFAULT_CLIENT_GW_NOTIFICATION_TIMEOUT = TimeSpan.Zero;
    public static readonly TimeSpan DEFAULT_MAX_REQUEST_PROCESSING_TIME = TimeSpan.FromHours(2);
    public static readonly TimeSpan DEFAULT_WAIT_FOR_MESSAGE_TO_BE_QUEUED_FOR_OUTBOUND_TIME = TimeSpan.Zero;

    private TimeSpan _systemResponseTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Accepted without effect: each connection has one writer.</summary>
    public int SiloSenderQueues { get; set; }

    /// <summary>Accepted without effect: each connection has one writer.</summary>
    public int GatewaySenderQueues { get; set; }

    /// <summary>How many silos may pass a request on before it is refused.</summary>
    public int MaxForwardCount { get; set; } = 2;

    /// <summary>How long a gateway keeps what it knows of a client that has disconnected.</summary>
    public TimeSpan ClientDropTimeout { get; set; } = TimeSpan.FromMinutes(1);

    public TimeSpan ClientRegistrationRefresh { get; set; } = DEFAULT_CLIENT_REGISTRATION_REFRESH;

    /// <summary>How long a stopping gateway gives its clients to move to another one.</summary>
    public TimeSpan ClientGatewayShutdownNotificationTimeout { get; set; } = DEFAULT_CLIENT_GW_NOTIFICATION_TIMEOUT;

    /// <summary>Waiting requests of one activation at which a warning is logged; 0 for none.</summary>
    public int MaxEnqueuedRequestsSoftLimit { get; set; } = DEFAULT_MAX_ENQUEUED_REQUESTS_SOFT_LIMIT;

    /// <summary>Waiting requests of one activation at which further ones are refused; 0 for the runtime's own bound.</summary>
    public int MaxEnqueuedRequestsHardLimit { get; set; } = DEFAULT_MAX_ENQUEUED_REQUESTS_HARD_LIMIT;

    /// <summary>As <see cref="MaxEnqueuedRequestsSoftLimit"/>, for all workers of one stateless worker grain on a silo.</summary>
    public int MaxEnqueuedRequestsSoftLimit_StatelessWorker { get; set; } = DEFAULT_MAX_ENQUEUED_REQUESTS_STATELESS_WORKER_SOFT_LIMIT;

    /// <summary>As <see cref="MaxEnqueuedRequestsHardLimit"/>, for all workers of one stateless worker grain on a silo.</summary>
    public int MaxEnqueuedRequestsHardLimit_StatelessWorker { get; set; } = DEFAULT_MAX_ENQUEUED_REQUESTS_STATELESS_WORKER_HARD_LIMIT;

    /// <summary>A call that runs longer counts as stuck.</summary>
    public TimeSpan MaxRequestProcessingTime { get; set; } = DEFAULT_MAX_REQUEST_PROCESSING_TIME;

    /// <summary>Accepted without effect.</summary>
    public bool AssumeHomogenousSilosForTesting { get; set; }

    /// <summary>How long the silos' own calls wait for a response.</summary>
    public TimeSpan SystemResponseTimeout
    {
        get => Debugger.IsAttached ? ResponseTimeoutWithDebugger : _systemResponseTimeout;
        set => _systemResponseTimeout = value;
    }

    /// <summary>How often activations are looked through for calls that run or wait too long.</summary>
    public TimeSpan GrainWorkloadAnalysisPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A call that runs longer is logged.</summary>
    public TimeSpan RequestProcessingWarningTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A request that waits longer is logged.</summary>
    public TimeSpan RequestQueueDelayWarningTime { get; set; } = TimeSpan.FromSeconds(20);

    public TimeSpan WaitForMessageToBeQueuedForOutboundTime { get; set; } = DEFAULT_WAIT_FOR_MESSAGE_TO_BE_QUEUED_FOR_OUTBOUND_TIME;
}

/// <summary>Refuses limits and times that no silo could keep.</summary>
internal sealed class SiloMessagingOptionsValidator(IOptions<SiloMessagingOptions> options) : IConfigurationValidator
{
    private readonly SiloMessagingOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        _options.Validate<SiloMessagingOptions>();
        Setting.RequireAtLeast<SiloMessagingOptions>(0, _options.MaxForwardCount, nameof(SiloMessagingOptions.MaxForwardCount));
        RequireBound(_options.MaxEnqueuedRequestsSoftLimit, nameof(SiloMessagingOptions.MaxEnqueuedRequestsSoftLimit));
        RequireBound(_options.MaxEnqueuedRequestsHardLimit, nameof(SiloMessagingOptions.MaxEnqueuedRequestsHardLimit));
        RequireBound(_options.MaxEnqueuedRequestsSoftLimit_StatelessWorker, nameof(SiloMessagingOptions.MaxEnqueuedRequestsSoftLimit_StatelessWorker));
        RequireBound(_options.MaxEnqueuedRequestsHardLimit_StatelessWorker, nameof(SiloMessagingOptions.MaxEnqueuedRequestsHardLimit_StatelessWorker));
        Setting.RequireLimit<SiloMessagingOptions>(_options.GrainWorkloadAnalysisPeriod, nameof(SiloMessagingOptions.GrainWorkloadAnalysisPeriod));
        Setting.RequireLimit<SiloMessagingOptions>(_options.MaxRequestProcessingTime, nameof(SiloMessagingOptions.MaxRequestProcessingTime));
    }

    private static void RequireBound(int value, string name) => Setting.Require<SiloMessagingOptions>(value >= 0, name, value, "a count of 1 or more, or 0 for the default, is needed");
}
