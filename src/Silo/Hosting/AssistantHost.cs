using OrleansAgents.Connectors.Mcp;
using OrleansAgents.Connectors.Model;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Silo;

/// <summary>What the assistant's processes register: the engine, storage, the assistant, telemetry, health.</summary>
public static class AssistantHost
{
    /// <summary>Longer than any turn's step, so that what runs when the process is told to end can end by itself.</summary>
    private static readonly TimeSpan ShutdownWithin = TimeSpan.FromSeconds(30);

    /// <summary>Adds a silo with the assistant.</summary>
    public static void AddAssistantHost(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var (data, silo, cluster) = builder.AddCommon();
        builder.Services.AddSettings<ModelOptions, ModelOptionsValidator>(ModelOptions.Section);
        builder.Services.AddSettings<McpOptions, McpOptionsValidator>(McpOptions.Section);
        builder.UseOrleans(orleans => orleans
            .UseAssistantClustering(silo, cluster, data)
            .UseAssistantStorage(cluster, data)
            .UseAssistantReminders(cluster, data)
            .AddActivityPropagation()
            .AddAssistant());
        builder.Services.AddRuleMind().AddBuiltInAgents();
        builder.Services.AddMcpAgents(builder.Configuration.ReadSettings(McpOptions.Section, new McpOptionsValidator()));
        builder.Services.AddTurnModel(builder.Configuration.ReadSettings(ModelOptions.Section, new ModelOptionsValidator()));
        builder.Services.AddSingleton<SiloHealth>();
        builder.Services.AddSingleton<IReadiness>(static services => services.GetRequiredService<SiloHealth>());
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static services => services.GetRequiredService<SiloHealth>());
    }

    /// <summary>
    /// Adds a client of the silos that run the assistant, for a process that hosts none. Services start side by side, so that the process answers whether it lives while it waits for the cluster.
    /// </summary>
    public static void AddAssistantClient(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var (data, silo, cluster) = builder.AddCommon();
        builder.Services.Configure<HostOptions>(static options => options.ServicesStartConcurrently = true);
        builder.UseOrleansClient(client => client
            .UseAssistantClustering(silo, cluster, data)
            .AddActivityPropagation()
            .AddAssistant());
        builder.Services.AddBuiltInAgents();
        builder.Services.AddSingleton<ClusterConnection>();
        builder.Services.AddSingleton<IClientConnectionRetryFilter>(static services => services.GetRequiredService<ClusterConnection>());
        builder.Services.AddSingleton<IClusterConnectionStatusObserver>(static services => services.GetRequiredService<ClusterConnection>());
        builder.Services.AddSingleton<IReadiness>(static services => services.GetRequiredService<ClusterConnection>());
    }

    /// <summary>The log opens before the silo starts and closes after it has stopped, since services start in the order in which they are added.</summary>
    private static (DataOptions Data, SiloOptions Silo, ClusterStoreOptions Cluster) AddCommon(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSettings<DataOptions, DataOptionsValidator>(DataOptions.Section);
        services.AddSettings<SiloOptions, SiloOptionsValidator>(SiloOptions.Section);
        services.AddSettings<ClusterStoreOptions, ClusterStoreOptionsValidator>(ClusterStoreOptions.Section);
        services.Configure<HostOptions>(static options => options.ShutdownTimeout = ShutdownWithin);
        builder.AddProcessTelemetry();
        services.AddSingleton<ProcessHealth>();
        var data = DataOptions.Read(builder.Configuration);
        var silo = builder.Configuration.ReadSettings(SiloOptions.Section, new SiloOptionsValidator());
        var cluster = ClusterStoreOptions.Read(builder.Configuration);
        if (cluster.Store == ClusterStore.Postgres)
        {
            services.AddPostgresEventLog(log => log.ConnectionString = cluster.ConnectionString);
        }
        else
        {
            services.AddSqliteEventLog(data.ConfigureDataFile);
        }

        return (data, silo, cluster);
    }
}
