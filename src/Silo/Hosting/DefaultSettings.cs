using Microsoft.Extensions.Configuration.Memory;

namespace OrleansAgents.Silo;

/// <summary>Settings of the frameworks that hold until a file, the environment or the command line says otherwise.</summary>
public static class DefaultSettings
{
    /// <summary>Puts the defaults below every other source. They are code and not a settings file, since the process that hosts a silo has a file of its own, and two of one name would meet in one folder.</summary>
    public static void AddDefaultSettings(this IHostApplicationBuilder builder, string url, ClusterStore store)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Dictionary<string, string?> defaults = new()
        {
            ["Logging:LogLevel:Default"] = "Information",

            // The framework's line for each request names the address, and so what a person searches for.
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            ["Logging:LogLevel:Microsoft.Extensions"] = "Warning",
            ["Logging:LogLevel:Orleans"] = "Warning",
            [$"{ClusterStoreOptions.Section}:{nameof(ClusterStoreOptions.Store)}"] = store.ToString(),
        };
        if (string.IsNullOrEmpty(builder.Configuration["Urls"]) && string.IsNullOrEmpty(builder.Configuration["HTTP_PORTS"]))
        {
            defaults["Urls"] = url;
        }

        MemoryConfigurationSource source = new() { InitialData = defaults };
        builder.Configuration.Sources.Insert(0, source);
    }
}
