using System.Net;

namespace Orleans.Configuration;

/// <summary>A cluster whose membership table lives in the memory of one silo.</summary>
public class DevelopmentClusterMembershipOptions
{
    /// <summary>The silo with the table; null for this one.</summary>
    public IPEndPoint? PrimarySiloEndpoint { get; set; }
}
