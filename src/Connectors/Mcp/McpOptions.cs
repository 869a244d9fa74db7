using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace OrleansAgents.Connectors.Mcp;

/// <summary>MCP servers that are agents; section <c>Mcp</c>. What is started, and what is reached over the network, stands here and nowhere else.</summary>
public sealed class McpOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Mcp";

    /// <summary>Servers by the name that a manifest's endpoint gives as its address.</summary>
    public Dictionary<string, McpServerSettings> Servers { get; } = [];

    /// <summary>URLs that a manifest may give as its address: one of these, or one below it. Empty: none.</summary>
    public string[] AllowedUrls { get; set; } = [];

    /// <summary>A folder whose <c>*.json</c> files are manifests of agents that are there from the start; empty for none.</summary>
    public string Manifests { get; set; } = "";

    /// <summary>How long a server may take to start and to name its tools.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a call may take; the skill's own deadline may end it earlier.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of a message of a server.</summary>
    public int ResultBytes { get; set; } = 512 * 1024;

    /// <summary>How long a server is left alone after its first failure; twice as long after each further one.</summary>
    public TimeSpan Rest { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time for which a failing server is left alone.</summary>
    public TimeSpan RestMax { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Servers that a silo is connected to at once: each is a process or a connection.</summary>
    public int ConnectionsMax { get; set; } = 50;
}

/// <summary>How a server is reached: by a command that is started here, or by a URL.</summary>
public sealed class McpServerSettings
{
    /// <summary>The program of a server that speaks over its standard input and output; empty for a URL.</summary>
    public string Command { get; set; } = "";

    /// <summary>Its arguments.</summary>
    public string[] Arguments { get; set; } = [];

    /// <summary>The folder that it runs in; empty for this process's own.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Variables of its environment. Of this process's own it gets only what programs need to run, and no secret.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The address of a server that speaks HTTP; empty for a command.</summary>
    public string Url { get; set; } = "";

    /// <summary>Headers that go with each request, such as a key.</summary>
    public Dictionary<string, string> Headers { get; } = [];
}

/// <summary>Refuses settings that no server could be reached with, naming them and no secret in them.</summary>
internal sealed partial class McpOptionsValidator : IValidateOptions<McpOptions>
{
    public ValidateOptionsResult Validate(string? name, McpOptions options)
    {
        List<string> problems = [];
        foreach (var (server, settings) in options.Servers)
        {
            var setting = $"Mcp:Servers:{server}";
            if (!NamePattern.IsMatch(server))
            {
                problems.Add($"{setting} is no name that a manifest could give; use a lower-case letter, then lower-case letters, digits and dashes, at most 40.");
            }

            if (string.IsNullOrWhiteSpace(settings.Command) == string.IsNullOrWhiteSpace(settings.Url))
            {
                problems.Add($"{setting} has {(settings.Command.Length > 0 ? "both a Command and a Url" : "neither a Command nor a Url")}; give one.");
            }

            if (settings.Url.Length > 0 && !IsUrl(settings.Url))
            {
                problems.Add($"{setting}:Url is not an address that begins with https:// or http:// and names no user; give one, and a key as a header.");
            }
        }

        problems.AddRange(options.AllowedUrls.Where(static url => !IsUrl(url)).Select(static url => $"Mcp:AllowedUrls has '{url}'; give addresses that begin with https:// or http:// and name no user."));
        if (options.Manifests.Length > 0 && !Directory.Exists(options.Manifests))
        {
            problems.Add($"Mcp:Manifests is '{options.Manifests}', which is no folder; give the folder of the manifests, or leave it out.");
        }

        RequireTime(problems, "Mcp:StartTimeout", options.StartTimeout);
        RequireTime(problems, "Mcp:CallTimeout", options.CallTimeout);
        RequireTime(problems, "Mcp:Rest", options.Rest);
        RequireTime(problems, "Mcp:RestMax", options.RestMax);
        if (options.ResultBytes is < 1024 or > 64 * 1024 * 1024)
        {
            problems.Add($"Mcp:ResultBytes is {options.ResultBytes}; give 1024 to {64 * 1024 * 1024}.");
        }

        if (options.ConnectionsMax is < 1 or > 1_000)
        {
            problems.Add($"Mcp:ConnectionsMax is {options.ConnectionsMax}; give 1 to 1000.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static bool IsUrl(string text)
        => Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0;

    private static void RequireTime(List<string> problems, string setting, TimeSpan value)
    {
        if (value <= TimeSpan.Zero || value > TimeSpan.FromMinutes(10))
        {
            problems.Add($"{setting} is {value}; give more than zero and at most ten minutes.");
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z")]
    private static partial Regex NamePattern { get; }
}
