using System.Globalization;
using System.Net;

namespace Orleans.TestingHost;

/// <summary>One silo of a <see cref="TestCluster"/>.</summary>
public class TestSiloSpecificOptions
{
    internal const string PrimaryName = "Primary";

    public int SiloPort { get; set; }

    /// <summary>0 for a silo that serves no clients.</summary>
    public int GatewayPort { get; set; }

    public string SiloName { get; set; } = null!;

    public IPEndPoint? PrimarySiloEndPoint { get; set; }

    /// <param name="instanceNumber">From 0; the same number gives the same name and, unless <paramref name="assignNewPort"/>, the same ports.</param>
    public static TestSiloSpecificOptions Create(TestCluster testCluster, TestClusterOptions testClusterOptions, int instanceNumber, bool assignNewPort = false)
    {
        ArgumentNullException.ThrowIfNull(testCluster);
        ArgumentNullException.ThrowIfNull(testClusterOptions);
        var (siloPort, gatewayPort) = assignNewPort
            ? testCluster.PortAllocator.AllocateConsecutivePortPairs(1)
            : (testClusterOptions.BaseSiloPort + instanceNumber, testClusterOptions.BaseGatewayPort + instanceNumber);
        var hasPrimary = testClusterOptions.UseTestClusterMembership;
        return new TestSiloSpecificOptions
        {
            SiloName = hasPrimary && instanceNumber == 0 ? PrimaryName : string.Create(CultureInfo.InvariantCulture, $"Secondary_{instanceNumber}"),
            SiloPort = siloPort,
            GatewayPort = instanceNumber == 0 || testClusterOptions.GatewayPerSilo ? gatewayPort : 0,
            PrimarySiloEndPoint = hasPrimary ? new IPEndPoint(IPAddress.Loopback, testClusterOptions.BaseSiloPort) : null,
        };
    }

    /// <summary>The options as configuration, to be added to the cluster's.</summary>
    public Dictionary<string, string?> ToDictionary()
    {
        var result = new Dictionary<string, string?>
        {
            ["Orleans:Name"] = SiloName,
            ["Orleans:Endpoints:AdvertisedIPAddress"] = IPAddress.Loopback.ToString(),
            [$"Orleans:Endpoints:{nameof(SiloPort)}"] = SiloPort.ToString(CultureInfo.InvariantCulture),
            [$"Orleans:Endpoints:{nameof(GatewayPort)}"] = GatewayPort.ToString(CultureInfo.InvariantCulture),
        };
        if (PrimarySiloEndPoint is { } primary) result[$"Orleans:Clustering:{nameof(PrimarySiloEndPoint)}"] = primary.ToString();
        return result;
    }
}
