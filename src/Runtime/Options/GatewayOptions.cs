namespace Orleans.Configuration;

/// <summary>How a client finds gateways.</summary>
public class GatewayOptions
{
    public const int DEFAULT_PREFERED_GATEWAY_INDEX = -1;

    public TimeSpan GatewayListRefreshPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The gateway of the list to connect to first; -1 for any.</summary>
    public int PreferredGatewayIndex { get; set; } = DEFAULT_PREFERED_GATEWAY_INDEX;
}

/// <summary>A fixed list of gateways.</summary>
public class StaticGatewayListProviderOptions
{
    /// <summary>Each of the form <c>gwy.tcp://address:port/generation</c>.</summary>
    public List<Uri> Gateways { get; set; } = [];
}
