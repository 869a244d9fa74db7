using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace OrleansAgents.Silo;

/// <summary>How the silo of this process takes part in a cluster; section <c>Silo</c>.</summary>
public sealed class SiloOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Silo";

    /// <summary>The address that stands for this machine's own, whichever that is.</summary>
    public const string OwnAddress = "auto";

    /// <summary>What the silo is called in logs and in the membership; made from the port if empty.</summary>
    public string Name { get; set; } = "";

    /// <summary>The address that silos and clients connect to: an address, a host's name, or <see cref="OwnAddress"/>.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Whether to listen at all of the machine's addresses instead of the one that is told to others.</summary>
    public bool ListenOnAny { get; set; }

    /// <summary>Where other silos reach this one.</summary>
    public int Port { get; set; } = EndpointOptions.DEFAULT_SILO_PORT;

    /// <summary>Where clients of the cluster reach this silo.</summary>
    public int GatewayPort { get; set; } = EndpointOptions.DEFAULT_GATEWAY_PORT;

    /// <summary>The cluster.</summary>
    public string ClusterId { get; set; } = "dev";

    /// <summary>The application; it outlives clusters, and its stored state carries this name.</summary>
    public string ServiceId { get; set; } = "orleansagents";
}

/// <summary>Refuses settings with which a silo could not start, naming them.</summary>
internal sealed class SiloOptionsValidator : IValidateOptions<SiloOptions>
{
    public ValidateOptionsResult Validate(string? name, SiloOptions options)
    {
        List<string> problems = [];
        RequirePort(problems, "Silo:Port", options.Port);
        RequirePort(problems, "Silo:GatewayPort", options.GatewayPort);
        if (options.Port == options.GatewayPort)
        {
            problems.Add($"Silo:Port and Silo:GatewayPort are both {options.Port}; give two ports.");
        }

        if (options.Address != SiloOptions.OwnAddress && !IPAddress.TryParse(options.Address, out _) && Uri.CheckHostName(options.Address) != UriHostNameType.Dns)
        {
            problems.Add($"Silo:Address is '{options.Address}'; give the address or host name under which other processes reach this silo, or {SiloOptions.OwnAddress} for this machine's own.");
        }
        else if (IPAddress.TryParse(options.Address, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            problems.Add($"Silo:Address is '{options.Address}', to which nobody can connect; give this machine's address or {SiloOptions.OwnAddress}, and Silo:ListenOnAny=true to listen at all of them.");
        }

        RequireName(problems, "Silo:ClusterId", options.ClusterId);
        RequireName(problems, "Silo:ServiceId", options.ServiceId);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void RequirePort(List<string> problems, string setting, int port)
    {
        if (port is < 1 or > ushort.MaxValue)
        {
            problems.Add($"{setting} is {port}; give a port from 1 to {ushort.MaxValue}.");
        }
    }

    private static void RequireName(List<string> problems, string setting, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            problems.Add($"{setting} is empty; give a name, for example dev.");
        }
    }
}
