namespace OrleansAgents.Silo;

/// <summary>The one place of this project that knows which engine it is compiled on.</summary>
internal static class EngineExtras
{
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
