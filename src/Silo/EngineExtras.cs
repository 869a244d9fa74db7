namespace OrleansAgents.Silo;

/// <summary>The one place of this project that knows which engine it is compiled on.</summary>
internal static class EngineExtras
{
    /// <summary>A cluster of this process alone.</summary>
    public static ISiloBuilder UseAssistantClustering(this ISiloBuilder silo, SiloOptions options) =>
#if MICROSOFT_ORLEANS
        silo.UseLocalhostClustering(options.Port, options.GatewayPort, primarySiloEndpoint: null, options.ServiceId, options.ClusterId);
#else
        silo.UseInProcessClustering(options.ServiceId, options.ClusterId);
#endif

    /// <summary>Reminders that survive the process, where the engine has a seam for a store in a file.</summary>
    public static ISiloBuilder UseAssistantReminders(this ISiloBuilder silo, DataOptions data)
    {
#if MICROSOFT_ORLEANS
        _ = data;
        return silo.UseInMemoryReminderService();
#else
        return silo.UseSqliteReminderService(options => (options.DataFile, options.Durability) = (data.DataFile, data.Durability));
#endif
    }
}
