using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>Where a silo listens.</summary>
public static class EndpointOptionsExtensions
{
    /// <param name="builder">The silo.</param>
    /// <param name="advertisedIP">The address that silos and clients connect to.</param>
    /// <param name="siloPort">The port that silos connect to.</param>
    /// <param name="gatewayPort">The port that clients connect to, 0 for none.</param>
    /// <param name="listenOnAnyHostAddress">Whether to listen on all of the machine's addresses instead of the advertised one.</param>
    public static ISiloBuilder ConfigureEndpoints(this ISiloBuilder builder, IPAddress advertisedIP, int siloPort, int gatewayPort, bool listenOnAnyHostAddress = false) =>
        builder.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = advertisedIP;
            options.SiloPort = siloPort;
            options.GatewayPort = gatewayPort;
            if (!listenOnAnyHostAddress) return;
            var any = advertisedIP.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
            options.SiloListeningEndpoint = new IPEndPoint(any, siloPort);
            options.GatewayListeningEndpoint = gatewayPort == 0 ? null : new IPEndPoint(any, gatewayPort);
        });

    /// <summary>Advertises the address of a host name; null stands for this machine.</summary>
    /// <exception cref="ArgumentException">The name has no address of that family.</exception>
    public static ISiloBuilder ConfigureEndpoints(
        this ISiloBuilder builder, string? hostname, int siloPort, int gatewayPort,
        AddressFamily addressFamily = AddressFamily.InterNetwork, bool listenOnAnyHostAddress = false)
    {
        var address = HostAddress.Find(hostname, addressFamily) ?? throw new ArgumentException(
            $"Host '{hostname ?? "(this machine)"}' has no address of family {addressFamily}; give another host name or family, or the address itself.", nameof(hostname));
        return builder.ConfigureEndpoints(address, siloPort, gatewayPort, listenOnAnyHostAddress);
    }

    /// <summary>Advertises one of this machine's addresses.</summary>
    /// <exception cref="ArgumentException">The machine has no address of that family.</exception>
    public static ISiloBuilder ConfigureEndpoints(
        this ISiloBuilder builder, int siloPort, int gatewayPort, AddressFamily addressFamily = AddressFamily.InterNetwork, bool listenOnAnyHostAddress = false) =>
        builder.ConfigureEndpoints(null, siloPort, gatewayPort, addressFamily, listenOnAnyHostAddress);
}

/// <summary>A silo that was given no address advertises one of this machine's, or the loopback address if there is no other.</summary>
internal sealed class EndpointOptionsDefaults : IPostConfigureOptions<EndpointOptions>
{
    public void PostConfigure(string? name, EndpointOptions options)
    {
        if (options.AdvertisedIPAddress is null) options.AdvertisedIPAddress = HostAddress.Find(null, AddressFamily.InterNetwork) ?? IPAddress.Loopback;
    }
}
