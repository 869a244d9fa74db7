namespace Orleans.TestingHost;

/// <summary>Gives ports to the silos of test clusters.</summary>
public interface ITestClusterPortAllocator : IDisposable
{
    /// <summary>The first of <paramref name="numPorts"/> consecutive silo ports, and the first of as many gateway ports.</summary>
    (int, int) AllocateConsecutivePortPairs(int numPorts);
}

/// <summary>Counts ports up, so that no two silos of the process share one. Nothing listens at them: test clusters use pipes in memory.</summary>
public class TestClusterPortAllocator : ITestClusterPortAllocator
{
    private const int SiloPortsFrom = 10_000;
    private const int GatewayPortsFrom = 35_000;

    // Ports that are given out before the count starts anew: enough for every silo that a test run has alive at once.
    private const int PortsOfAKind = 25_000;

    private static int s_next;

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="numPorts"/> is not between 1 and 1,000.</exception>
    public (int, int) AllocateConsecutivePortPairs(int numPorts = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numPorts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numPorts, 1000);
        while (true)
        {
            var first = Volatile.Read(ref s_next);
            var start = first + numPorts > PortsOfAKind ? 0 : first;
            if (Interlocked.CompareExchange(ref s_next, start + numPorts, first) == first) return (SiloPortsFrom + start, GatewayPortsFrom + start);
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
