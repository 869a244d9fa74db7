using OrleansAgents.Connectors.Mcp;
using OrleansAgents.Connectors.Model;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Understanding;
using OrleansAgents.Storage;

namespace OrleansAgents.Silo;

/// <summary>What every process that hosts grains registers: the engine, storage, the assistant, telemetry, health.</summary>
public static class AssistantHost
{
    /// <summary>Longer than any turn's step, so that what runs when the process is told to end can end by itself.</summary>
    private static readonly TimeSpan ShutdownWithin = TimeSpan.FromSeconds(30);

    /// <summary>Adds a silo with the assistant.</summary>
    public static void AddAssistantHost(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSettings<DataOptions, DataOptionsValidator>(DataOptions.Section);
        builder.Services.AddSettings<SiloOptions, SiloOptionsValidator>(SiloOptions.Section);
        builder.Services.AddSettings<ModelOptions, ModelOptionsValidator>(ModelOptions.Section);
        builder.Services.AddSettings<McpOptions, McpOptionsValidator>(McpOptions.Section);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = ShutdownWithin);
        builder.AddProcessTelemetry();
        builder.AddSilo();
        builder.Services.AddSingleton<SiloHealth>();
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static services => services.GetRequiredService<SiloHealth>());
    }

    private static void AddSilo(this IHostApplicationBuilder builder)
    {
        var data = DataOptions.Read(builder.Configuration);
        var silo = builder.Configuration.ReadSettings(SiloOptions.Section, new SiloOptionsValidator());

        // The log opens before the silo starts and closes after it has stopped, since services start in the order in which they are added.
        builder.Services.AddSqliteEventLog(Configure);
        builder.UseOrleans(orleans => orleans
            .UseAssistantClustering(silo)
            .AddSqliteGrainStorageAsDefault(Configure)
            .UseAssistantReminders(data)
            .AddActivityPropagation()
            .AddAssistant());
        builder.Services.AddRuleMind().AddBuiltInAgents();
        builder.Services.AddMcpAgents(builder.Configuration.ReadSettings(McpOptions.Section, new McpOptionsValidator()));
        builder.Services.AddTurnModel(builder.Configuration.ReadSettings(ModelOptions.Section, new ModelOptionsValidator()));

        void Configure(SqliteStorageOptions options) => (options.DataFile, options.Durability) = (data.DataFile, data.Durability);
    }
}
