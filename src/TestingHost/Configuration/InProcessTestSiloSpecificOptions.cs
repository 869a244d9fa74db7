using System.Globalization;

namespace Orleans.TestingHost;

/// <summary>One silo of an <see cref="InProcessTestCluster"/>.</summary>
public sealed class InProcessTestSiloSpecificOptions
{
    public int SiloPort { get; set; }

    /// <summary>0 for a silo that serves no clients.</summary>
    public int GatewayPort { get; set; }

    public string SiloName { get; set; } = null!;

    /// <param name="instanceNumber">From 0; the same number gives the same name and, unless <paramref name="assignNewPort"/>, the same ports.</param>
    public static InProcessTestSiloSpecificOptions Create(InProcessTestCluster testCluster, InProcessTestClusterOptions testClusterOptions, int instanceNumber, bool assignNewPort = false)
    {
        ArgumentNullException.ThrowIfNull(testCluster);
        ArgumentNullException.ThrowIfNull(testClusterOptions);
        var (siloPort, gatewayPort) = testCluster.PortsOf(instanceNumber, assignNewPort);
        return new InProcessTestSiloSpecificOptions
        {
            SiloName = string.Create(CultureInfo.InvariantCulture, $"Silo_{instanceNumber}"),
            SiloPort = siloPort,
            GatewayPort = instanceNumber == 0 || testClusterOptions.GatewayPerSilo ? gatewayPort : 0,
        };
    }
}
