using Orleans.Statistics;

namespace Orleans.Runtime;

/// <summary>How busy a silo is.</summary>
[GenerateSerializer, Immutable]
public sealed class SiloRuntimeStatistics
{
    internal SiloRuntimeStatistics(
        int activationCount, int recentlyUsedActivationCount, bool isOverloaded, long clientCount, long receivedMessages, long sentMessages,
        EnvironmentStatistics environmentStatistics, DateTime dateTime)
    {
        ActivationCount = activationCount;
        RecentlyUsedActivationCount = recentlyUsedActivationCount;
        IsOverloaded = isOverloaded;
        ClientCount = clientCount;
        ReceivedMessages = receivedMessages;
        SentMessages = sentMessages;
        EnvironmentStatistics = environmentStatistics;
        DateTime = dateTime;
    }

    [Id(0)]
    public int ActivationCount { get; }

    /// <summary>Activations that had a call lately.</summary>
    [Id(1)]
    public int RecentlyUsedActivationCount { get; }

    [Id(6)]
    public bool IsOverloaded { get; }

    /// <summary>Clients connected to this silo's gateway.</summary>
    [Id(7)]
    public long ClientCount { get; }

    [Id(8)]
    public long ReceivedMessages { get; }

    [Id(9)]
    public long SentMessages { get; }

    /// <summary>When the statistics were taken, UTC.</summary>
    [Id(10)]
    public DateTime DateTime { get; }

    [Id(11)]
    public EnvironmentStatistics EnvironmentStatistics { get; }

    public override string ToString() =>
        $"SiloRuntimeStatistics: ActivationCount={ActivationCount} RecentlyUsedActivationCount={RecentlyUsedActivationCount} {EnvironmentStatistics} "
        + $"IsOverloaded={IsOverloaded} ClientCount={ClientCount} ReceivedMessages={ReceivedMessages} SentMessages={SentMessages} DateTime={DateTime:O}";
}
