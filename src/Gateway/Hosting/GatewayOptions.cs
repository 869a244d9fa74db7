using System.Net;
using Microsoft.Extensions.Options;

namespace OrleansAgents.Gateway;

/// <summary>The issuer of tokens beside this process; section <c>Auth</c>.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Auth";

    /// <summary>The address of an OpenID Connect issuer; empty for none.</summary>
    public string Authority { get; set; } = "";

    /// <summary>What its tokens name as their audience.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The tenant of users whose token names none.</summary>
    public string Tenant { get; set; } = "oidc";

    /// <summary>The claim that names the tenant.</summary>
    public string TenantClaim { get; set; } = TokenClaims.Tenant;

    /// <summary>Whether the issuer may be without TLS.</summary>
    public bool AllowHttpAuthority { get; set; }
}

/// <summary>Guests; section <c>Guests</c>.</summary>
internal sealed class GuestOptions
{
    public const string Section = "Guests";

    public bool Enabled { get; set; } = true;

    /// <summary>Guests an hour for one address. Many people share the address of a mobile network, and each needs a guest once a month.</summary>
    public int PerAddressPerHour { get; set; } = 60;

    /// <summary>Guests at once for one address.</summary>
    public int Burst { get; set; } = 20;

    public int TokenDays { get; set; } = 30;
}

/// <summary>Bounds of the process; section <c>Limits</c>.</summary>
internal sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>A person with more pages open than this does not look at the oldest.</summary>
    public int StreamsPerUser { get; set; } = 8;

    /// <summary>A stream costs some tens of kilobytes, with its connection.</summary>
    public int StreamsMax { get; set; } = 20_000;

    /// <summary>Requests at once, streams not counted. Waiting longer than this many take would be no answer.</summary>
    public int RequestsMax { get; set; } = 2_000;

    /// <summary>Events that wait for a client that does not read; then it is served from the log.</summary>
    public int StreamBufferEvents { get; set; } = 256;

    /// <summary>How long a client may take nothing of what was sent.</summary>
    public int StreamWriteTimeoutSeconds { get; set; } = 30;

    /// <summary>How often a stream looks into the log and at its token's end: what a lost hint costs at most.</summary>
    public int StreamLookSeconds { get; set; } = 5;

    /// <summary>How long a stream may be silent: proxies cut connections that are for half a minute or more.</summary>
    public int StreamPingSeconds { get; set; } = 10;
}

/// <summary>What stands before the process; section <c>Http</c>.</summary>
internal sealed class HttpOptions
{
    public const string Section = "Http";

    /// <summary>Addresses or networks whose X-Forwarded-For is believed.</summary>
    public string[] TrustedProxies { get; set; } = [];
}

/// <summary>Refuses settings with which the gateway could not work, naming them.</summary>
internal sealed class GatewayOptionsValidator : IValidateOptions<AuthOptions>, IValidateOptions<GuestOptions>, IValidateOptions<LimitOptions>, IValidateOptions<HttpOptions>
{
    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        List<string> problems = [];
        if (options.Authority.Length > 0 != options.Audience.Length > 0)
        {
            problems.Add($"Auth:Authority is '{options.Authority}' and Auth:Audience is '{options.Audience}'; give both, or neither.");
        }

        if (options.Authority.Length > 0 && !Uri.TryCreate(options.Authority, UriKind.Absolute, out _))
        {
            problems.Add($"Auth:Authority is '{options.Authority}'; give an absolute address, for example https://login.example.com.");
        }
        else if (options.Authority.StartsWith("http:", StringComparison.OrdinalIgnoreCase) && !options.AllowHttpAuthority)
        {
            problems.Add($"Auth:Authority is '{options.Authority}', without TLS; use https, or set Auth:AllowHttpAuthority to true for a test.");
        }

        if (string.IsNullOrWhiteSpace(options.Tenant) || options.Tenant is TokenClaims.GuestTenant or TokenClaims.AnyTenant)
        {
            problems.Add($"Auth:Tenant is '{options.Tenant}'; give a name that is neither empty nor '{TokenClaims.GuestTenant}' nor '{TokenClaims.AnyTenant}'.");
        }

        if (string.IsNullOrWhiteSpace(options.TenantClaim))
        {
            problems.Add($"Auth:TenantClaim is empty; name the claim that holds the tenant, for example {TokenClaims.Tenant}.");
        }

        return Result(problems);
    }

    public ValidateOptionsResult Validate(string? name, GuestOptions options)
    {
        List<string> problems = [];
        RequireBetween(problems, "Guests:PerAddressPerHour", options.PerAddressPerHour, 1, 1_000_000);
        RequireBetween(problems, "Guests:Burst", options.Burst, 1, 1_000_000);
        RequireBetween(problems, "Guests:TokenDays", options.TokenDays, 1, 365);
        return Result(problems);
    }

    public ValidateOptionsResult Validate(string? name, LimitOptions options)
    {
        List<string> problems = [];
        RequireBetween(problems, "Limits:StreamsPerUser", options.StreamsPerUser, 1, 1_000);
        RequireBetween(problems, "Limits:StreamsMax", options.StreamsMax, 1, 1_000_000);
        RequireBetween(problems, "Limits:RequestsMax", options.RequestsMax, 1, 1_000_000);
        RequireBetween(problems, "Limits:StreamBufferEvents", options.StreamBufferEvents, 1, 100_000);
        RequireBetween(problems, "Limits:StreamWriteTimeoutSeconds", options.StreamWriteTimeoutSeconds, 1, 3_600);
        RequireBetween(problems, "Limits:StreamLookSeconds", options.StreamLookSeconds, 1, 60);
        RequireBetween(problems, "Limits:StreamPingSeconds", options.StreamPingSeconds, 1, 60);
        return Result(problems);
    }

    public ValidateOptionsResult Validate(string? name, HttpOptions options) => Result([.. options.TrustedProxies
        .Where(static proxy => !IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _))
        .Select(static proxy => $"Http:TrustedProxies has '{proxy}'; give an address or a network, for example 10.0.0.0/8.")]);

    private static void RequireBetween(List<string> problems, string setting, int value, int min, int max)
    {
        if (value < min || value > max)
        {
            problems.Add($"{setting} is {value}; give a number from {min} to {max}.");
        }
    }

    private static ValidateOptionsResult Result(List<string> problems) => problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
}
