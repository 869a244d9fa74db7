using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace OrleansAgents.Silo;

/// <summary>How the silo of this process takes part in a cluster; section <c>Silo</c>.</summary>
public sealed class SiloOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Silo";

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
