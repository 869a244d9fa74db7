using Microsoft.Extensions.Options;
using Orleans.Runtime;
using OrleansAgents.Storage;

namespace OrleansAgents.Silo;

/// <summary>Tells what an operator can mend, and needs one line for, from what is a fault of the program and needs its trace.</summary>
public static class StartFailure
{
    /// <summary>The engine's texts name its options; an operator knows the settings behind them.</summary>
    private static readonly (string Fragment, string Settings)[] SettingsBehind =
    [
        ("ClusterSecurityOptions.Secret", "Cluster:Secret"),
        ("ClusterOptions", "Silo:ClusterId and Silo:ServiceId"),
        ("UseTls", "Cluster:CertificateFile, Cluster:KeyFile and Cluster:AuthorityFile"),
        ("EndpointOptions", "Silo:Port, Silo:GatewayPort and Silo:Address"),
        ("must have the same constants", "Cluster:LeaseSeconds"),
        ("PostgreSQL", "Cluster:ConnectionString"),
        ("SQLite file", "Data:Folder"),
        ("Failed to bind to address", "Urls"),
    ];

    /// <summary>Runs a process and prints the first kind of failure as one line for each.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> GuardAsync(Func<Task<int>> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            return await run();
        }
        catch (Exception problem) when (Causes(problem).All(IsForOperator))
        {
            foreach (var message in Causes(problem).Select(Describe).Distinct())
            {
                await Console.Error.WriteLineAsync(message);
            }

            return 1;
        }
    }

    /// <summary>The failure, with the settings that it is about.</summary>
    internal static string Describe(Exception problem)
    {
        var settings = SettingsBehind.Where(pair => problem.Message.Contains(pair.Fragment, StringComparison.Ordinal)).Select(static pair => pair.Settings).ToArray();
        return settings.Length == 0 ? problem.Message : $"{problem.Message} Settings: {string.Join("; ", settings)}.";
    }

    /// <summary>Services that start side by side fail side by side.</summary>
    private static Exception[] Causes(Exception problem) => problem is AggregateException several ? [.. several.Flatten().InnerExceptions] : [problem];

    /// <summary>Wrong settings, a file that another process has, a database that is down, a port that is taken.</summary>
    private static bool IsForOperator(Exception problem) => problem switch
    {
        OptionsValidationException or OrleansConfigurationException or SqliteStorageException or PostgresStorageException or IOException => true,

        // The binder has no exception of its own for a value of the wrong type; its message names the setting.
        InvalidOperationException => problem.Message.Contains("configuration value", StringComparison.Ordinal),
        _ => false,
    };
}
