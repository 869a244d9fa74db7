namespace Orleans.Runtime;

/// <summary>The silo that this process runs.</summary>
public interface ILocalSiloDetails
{
    string Name { get; }

    string ClusterId { get; }

    string DnsHostName { get; }

    SiloAddress SiloAddress { get; }

    /// <summary>Where clients connect; the port is 0 if they can not.</summary>
    SiloAddress GatewayAddress { get; }
}
