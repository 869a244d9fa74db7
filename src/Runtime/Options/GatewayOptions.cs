using Microsoft.Extensions.Options;

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

/// <summary>Refuses a period that never looks, and places before the first.</summary>
internal sealed class GatewayOptionsValidator(IOptions<GatewayOptions> options) : IConfigurationValidator
{
    private readonly GatewayOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        Setting.RequirePeriod<GatewayOptions>(_options.GatewayListRefreshPeriod, nameof(GatewayOptions.GatewayListRefreshPeriod));
        Setting.Require<GatewayOptions>(_options.PreferredGatewayIndex >= GatewayOptions.DEFAULT_PREFERED_GATEWAY_INDEX, nameof(GatewayOptions.PreferredGatewayIndex), _options.PreferredGatewayIndex, "a place in the list from 0 on, or -1 for any, is needed");
    }
}

/// <summary>Refuses gateways that are no addresses.</summary>
internal sealed class StaticGatewayListProviderOptionsValidator(IOptions<StaticGatewayListProviderOptions> options) : IConfigurationValidator
{
    private readonly StaticGatewayListProviderOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        foreach (var gateway in _options.Gateways)
        {
            Setting.Require<StaticGatewayListProviderOptions>(gateway is { IsAbsoluteUri: true, Scheme: "gwy.tcp" }, nameof(StaticGatewayListProviderOptions.Gateways), $"'{gateway}'", "entries of the form gwy.tcp://address:port/generation are needed");
        }
    }
}
