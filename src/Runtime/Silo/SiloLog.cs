using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>What a silo logs, in the domain's words.</summary>
internal sealed partial class SiloLog(ILogger logger)
{
    public ILogger Logger => logger;

    public void ActivationFailed(GrainId grain, Exception failure) => LogActivationFailed(logger, grain, failure);

    public void DeactivationFailed(GrainId grain, Exception failure) => LogDeactivationFailed(logger, grain, failure);

    public void CallCycle(GrainId grain, string chain) => LogCallCycle(logger, grain, chain);

    public void OneWayCallFailed(string call, Exception failure) => LogOneWayCallFailed(logger, call, failure);

    public void TimerFailed(GrainId grain, Exception failure) => LogTimerFailed(logger, grain, failure);

    public void TurnIsSlow(TimeSpan held, Activation activation, string? call) => LogTurnIsSlow(logger, held, activation.Describe(), call ?? "its construction, activation or a continuation");

    public void DrainIsSlow(int shard, string activation, TimeSpan limit) => LogDrainIsSlow(logger, shard, activation, limit);

    public void StatusListenerFailed(Type listener, Exception failure) => LogStatusListenerFailed(logger, listener, failure);

    public void ViewAdopted(long version, int members, int lost) => LogViewAdopted(logger, version, members, lost);

    public void ViewUnreadable(Exception failure) => LogViewUnreadable(logger, failure);

    public void ShardsClaimed(int count, long version) => LogShardsClaimed(logger, count, version);

    public void HandOverFailed(GrainId grain, SiloAddress silo, Exception failure) => LogHandOverFailed(logger, grain, silo, failure);

    public void StateLost(GrainId grain, int attempts) => LogStateLost(logger, grain, attempts);

    public void Collected(int count, int of) => LogCollected(logger, count, of);

    public void Shed(int count, double load) => LogShed(logger, count, load);

    public void PlacementIgnored(Type grainClass, string strategy) => LogPlacementIgnored(logger, grainClass, strategy);

    [LoggerMessage(LogLevel.Information, "The state that grain {Grain} put down could not be handed over to {Silo}.")]
    private static partial void LogHandOverFailed(ILogger logger, GrainId grain, SiloAddress silo, Exception failure);

    [LoggerMessage(LogLevel.Warning, "The state that grain {Grain} put down is lost: no silo took it in {Attempts} attempts.")]
    private static partial void LogStateLost(ILogger logger, GrainId grain, int attempts);

    [LoggerMessage(LogLevel.Warning, "Grain {Grain} could not be activated; its callers get the exception, and the next call tries again.")]
    private static partial void LogActivationFailed(ILogger logger, GrainId grain, Exception failure);

    [LoggerMessage(LogLevel.Warning, "Grain {Grain} failed while it was deactivated; it is gone all the same.")]
    private static partial void LogDeactivationFailed(ILogger logger, GrainId grain, Exception failure);

    [LoggerMessage(LogLevel.Warning, "A call waits for grain {Grain}, which waits for it if every call on the way is awaited: {Chain}")]
    private static partial void LogCallCycle(ILogger logger, GrainId grain, string chain);

    [LoggerMessage(LogLevel.Warning, "The one-way call {Call} failed; nobody waits for its outcome.")]
    private static partial void LogOneWayCallFailed(ILogger logger, string call, Exception failure);

    [LoggerMessage(LogLevel.Error, "A timer of grain {Grain} failed; it ticks on.")]
    private static partial void LogTimerFailed(ILogger logger, GrainId grain, Exception failure);

    [LoggerMessage(LogLevel.Warning, "A turn has kept its thread for {Held} and goes on: {Activation}, in {Call}. The grain serves nothing else meanwhile. Await what it waits for, or move the computation off the grain's scheduler (SchedulingOptions.TurnWarningLengthThreshold).")]
    private static partial void LogTurnIsSlow(ILogger logger, TimeSpan held, string activation, string call);

    [LoggerMessage(LogLevel.Warning, "Shard {Shard} cannot be handed over: the {Activation} has not ended within {Limit}. The cancellation token of its call is cancelled; until the call ends, calls for this shard's grains wait.")]
    private static partial void LogDrainIsSlow(ILogger logger, int shard, string activation, TimeSpan limit);

    [LoggerMessage(LogLevel.Warning, "The listener {Listener} failed when it was told of a silo's new status; the others are told all the same.")]
    private static partial void LogStatusListenerFailed(ILogger logger, Type listener, Exception failure);

    [LoggerMessage(LogLevel.Information, "The silo follows view {Version} with {Members} members; {Lost} shards are handed over.")]
    private static partial void LogViewAdopted(ILogger logger, long version, int members, int lost);

    [LoggerMessage(LogLevel.Warning, "The membership table could not be read; the silo goes on with the view that it has.")]
    private static partial void LogViewUnreadable(ILogger logger, Exception failure);

    [LoggerMessage(LogLevel.Debug, "The silo serves {Count} more shards in view {Version}.")]
    private static partial void LogShardsClaimed(ILogger logger, int count, long version);

    [LoggerMessage(LogLevel.Debug, "{Count} of {Of} activations were idle for longer than their class allows and are deactivated.")]
    private static partial void LogCollected(ILogger logger, int count, int of);

    [LoggerMessage(LogLevel.Warning, "Memory is {Load:P0} full; the {Count} activations that were idle longest are deactivated.")]
    private static partial void LogShed(ILogger logger, int count, double load);

    [LoggerMessage(LogLevel.Information, "Grain class {GrainClass} asks for the placement '{Strategy}'. This engine places grains by the hash of their key and ignores it.")]
    private static partial void LogPlacementIgnored(ILogger logger, Type grainClass, string strategy);
}
