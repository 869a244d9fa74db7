namespace Orleans.Runtime.Membership;

/// <summary>Names the place in which two processes cannot listen on one port: a boot of a machine, and on Linux a network namespace of it.</summary>
internal static class HostIds
{
    public static string OfThisProcess { get; } = Find();

    private static string Find()
    {
        try
        {
            if (OperatingSystem.IsLinux() && new FileInfo("/proc/self/ns/net").LinkTarget is { } network)
            {
                return $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}/{network}";
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Without it nothing is concluded from a port that another process has taken.
        }

        // Unlike any other: two of them are never taken for one host.
        return $"{Environment.MachineName}/{IdSource.System.NewGuid():N}";
    }
}
