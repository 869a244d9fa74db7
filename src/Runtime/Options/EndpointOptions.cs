using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Orleans.Configuration;

/// <summary>Where a silo listens and what address it tells others.</summary>
public class EndpointOptions
{
    public const int DEFAULT_SILO_PORT = 11111;
    public const int DEFAULT_GATEWAY_PORT = 30000;

    private IPAddress? _advertisedIPAddress;
    private int _siloPort = DEFAULT_SILO_PORT;

    /// <summary>The address that silos and clients connect to. Null until configured: hosting then picks one of the machine's.</summary>
    /// <exception cref="OrleansConfigurationException">Set to an address that no one can connect to, such as 0.0.0.0.</exception>
    public IPAddress AdvertisedIPAddress
    {
        get => _advertisedIPAddress!;
        set
        {
            if (value is null || value.Equals(IPAddress.Any) || value.Equals(IPAddress.IPv6Any) || value.Equals(IPAddress.None) || value.Equals(IPAddress.IPv6None))
            {
                throw new OrleansConfigurationException(
                    $"{nameof(EndpointOptions)}.{nameof(AdvertisedIPAddress)} can not be '{value?.ToString() ?? "null"}': others connect to it. "
                    + $"Give one of this machine's addresses; to listen on all of them set {nameof(SiloListeningEndpoint)} and {nameof(GatewayListeningEndpoint)}.");
            }

            _advertisedIPAddress = value;
        }
    }

    /// <exception cref="OrleansConfigurationException">Set to 0.</exception>
    public int SiloPort
    {
        get => _siloPort;
        set => _siloPort = value != 0
            ? value
            : throw new OrleansConfigurationException($"{nameof(EndpointOptions)}.{nameof(SiloPort)} can not be 0: other silos connect to it. Give a port, such as {DEFAULT_SILO_PORT}.");
    }

    /// <summary>Where clients connect; 0 for a silo without a gateway.</summary>
    public int GatewayPort { get; set; } = DEFAULT_GATEWAY_PORT;

    /// <summary>Where the silo listens if not at the advertised address, for instance behind address translation.</summary>
    public IPEndPoint? SiloListeningEndpoint { get; set; }

    /// <summary>Where the gateway listens if not at the advertised address.</summary>
    public IPEndPoint? GatewayListeningEndpoint { get; set; }
}

/// <summary>Refuses ports that do not exist, or on which silos and clients would meet.</summary>
internal sealed class EndpointOptionsValidator(IOptions<EndpointOptions> options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        var value = options.Value;
        Setting.RequirePort<EndpointOptions>(value.SiloPort, nameof(EndpointOptions.SiloPort));
        if (value.GatewayPort != 0) Setting.RequirePort<EndpointOptions>(value.GatewayPort, $"{nameof(EndpointOptions.GatewayPort)}");
        Setting.Require<EndpointOptions>(
            value.GatewayPort != value.SiloPort, nameof(EndpointOptions.GatewayPort), value.GatewayPort, $"a port other than {nameof(EndpointOptions.SiloPort)}, or 0 for a silo that clients do not connect to, is needed");
        if (value.SiloListeningEndpoint is { } silo) Setting.RequirePort<EndpointOptions>(silo.Port, $"{nameof(EndpointOptions.SiloListeningEndpoint)}.Port");
        if (value.GatewayListeningEndpoint is { } gateway) Setting.RequirePort<EndpointOptions>(gateway.Port, $"{nameof(EndpointOptions.GatewayListeningEndpoint)}.Port");
    }
}
