using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Registry;

namespace OrleansAgents.Connectors.Mcp;

/// <summary>Registers agents that are MCP servers.</summary>
public static class McpServices
{
    /// <summary>Adds what speaks to MCP servers, and the manifests of the settings' folder beside those that are registered already. The options are registered by the caller, who knows where settings come from.</summary>
    /// <exception cref="OptionsValidationException">A manifest in the folder cannot be read; the text names the file.</exception>
    public static IServiceCollection AddMcpAgents(this IServiceCollection services, McpOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton<McpConnections>();
        services.AddSingleton<IAgentConnector>(static provider => provider.GetRequiredService<McpConnections>());
        services.AddHostedService(static provider => provider.GetRequiredService<McpConnections>());
        var manifests = Load(options.Manifests);
        if (manifests.Count > 0 && services.LastOrDefault(static service => service.ServiceType == typeof(ProgramManifests)) is { } program)
        {
            services.AddSingleton(provider => new ProgramManifests([.. Make(program, provider).Manifests, .. manifests]));
        }

        return services;
    }

    private static ProgramManifests Make(ServiceDescriptor program, IServiceProvider provider)
        => (ProgramManifests)(program.ImplementationInstance ?? program.ImplementationFactory!(provider));

    private static List<AgentManifest> Load(string folder)
    {
        List<AgentManifest> manifests = [];
        if (folder.Length == 0)
        {
            return manifests;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                manifests.Add(ManifestJson.Read(File.ReadAllText(file)));
            }
            catch (ManifestException problem)
            {
                throw new OptionsValidationException(McpOptions.Section, typeof(McpOptions), [$"{file} in Mcp:Manifests: {problem.Message}"]);
            }
        }

        return manifests;
    }
}
