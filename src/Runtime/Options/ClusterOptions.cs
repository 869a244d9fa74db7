using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Orleans.Configuration;

/// <summary>Which cluster and which service this process belongs to.</summary>
public class ClusterOptions
{
    public const string DefaultClusterId = "default";
    public const string DefaultServiceId = "default";

    /// <summary>Silos and clients with the same cluster id work together.</summary>
    public string ClusterId { get; set; } = DefaultClusterId;

    /// <summary>Names the service across clusters and deployments; grain storage belongs to it.</summary>
    public string ServiceId { get; set; } = DefaultServiceId;
}

/// <summary>Refuses empty ids.</summary>
public class ClusterOptionsValidator(IOptions<ClusterOptions> options) : IConfigurationValidator
{
    private readonly ClusterOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        Require(_options.ClusterId, nameof(ClusterOptions.ClusterId));
        Require(_options.ServiceId, nameof(ClusterOptions.ServiceId));
    }

    private static void Require(string value, string name)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new OrleansConfigurationException($"{nameof(ClusterOptions)}.{name} is empty; give the {name} that every silo and client of this cluster has.");
    }
}
