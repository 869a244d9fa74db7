using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Orleans.Hosting;

/// <summary>Finds the address under which a host is reached.</summary>
internal static class HostAddress
{
    /// <param name="hostname">A name, an address, or null for this machine.</param>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <returns>Null if there is none of that family.</returns>
    public static IPAddress? Find(string? hostname, AddressFamily family)
    {
        if (string.IsNullOrEmpty(hostname)) return OfThisMachine(family);
        if (hostname.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        if (IPAddress.TryParse(hostname, out var address)) return address;
        return Dns.GetHostAddresses(hostname, family).Min(Comparer<IPAddress>.Create(ByBytes));
    }

    /// <summary>The lowest address that others can reach, so that a machine with several gives the same one each time.</summary>
    private static IPAddress? OfThisMachine(AddressFamily family) => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
        .Select(static unicast => unicast.Address)
        .Where(address => address.AddressFamily == family && !address.IsIPv6LinkLocal && !IPAddress.IsLoopback(address))
        .Min(Comparer<IPAddress>.Create(ByBytes));

    private static int ByBytes(IPAddress left, IPAddress right) => left.GetAddressBytes().AsSpan().SequenceCompareTo(right.GetAddressBytes());
}
