using System.Diagnostics.Metrics;
using Orleans.Runtime.Transport;

namespace Orleans.Runtime;

/// <summary>The instruments of this process's silos and clients, under Orleans' meter name. What is observed is read when somebody collects; what is counted is counted off the path of a call that goes well.</summary>
internal static class SiloMeter
{
    private static readonly Meter Meter = new("Microsoft.Orleans");

    public static UpDownCounter<int> Activations { get; } = Meter.CreateUpDownCounter<int>("orleans-grains", description: "Activations by grain class.");

    public static Counter<int> Collected { get; } = Meter.CreateCounter<int>("orleans-catalog-activation-collections", description: "Activations ended for being idle.");

    public static Counter<int> FailedActivations { get; } = Meter.CreateCounter<int>("orleans-catalog-activation-failed-to-activate", description: "Activations that failed while they began.");

    public static Counter<int> FailedCalls { get; } = Meter.CreateCounter<int>("orleans-app-requests-failed", description: "Calls that ended in an exception, by grain class.");

    public static Counter<int> TimedOut { get; } = Meter.CreateCounter<int>("orleans-app-requests-timedout", description: "Calls whose callers gave up.");

    public static Counter<int> Kept { get; } = Meter.CreateCounter<int>("orleans-app-requests-kept", description: "Calls that were not sent at once, since their silo had fallen silent.");

    public static Counter<int> SlowTurns { get; } = Meter.CreateCounter<int>("orleans-scheduler-long-running-turns", description: "Turns that kept their thread for longer than SchedulingOptions.TurnWarningLengthThreshold.");

    public static ObservableGauge<int> Pending { get; } = Meter.CreateObservableGauge("orleans-app-requests-pending", RequestSlots.CountPending, description: "Calls made in this process that have not ended.");

    public static ObservableCounter<long> Sent { get; } = Meter.CreateObservableCounter("orleans-messaging-sent-messages", static () => FrameCounts.Process.Sent, description: "Frames sent to other silos and clients.");

    public static ObservableCounter<long> Received { get; } = Meter.CreateObservableCounter("orleans-messaging-received-messages", static () => FrameCounts.Process.Received, description: "Frames received from other silos and clients.");

    /// <summary>Has the instruments made, so that a collector that starts before the first call finds them.</summary>
    public static void Start() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(SiloMeter).TypeHandle);
}
