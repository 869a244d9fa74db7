using Orleans.Runtime;

namespace OrleansAgents.Silo;

/// <summary>A process that hosts grains and serves nothing but its health.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => StartFailure.GuardAsync(async () =>
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddDefaultSettings("http://localhost:8081", EngineExtras.SiloStoreDefault);
        if (EngineExtras.SiloStoreDefault != ClusterStore.None && ClusterStoreOptions.Read(builder.Configuration).Store == ClusterStore.None)
        {
            throw new OrleansConfigurationException("Cluster:Store is none, so no gateway could reach this silo; give sqlite or postgres, the same as the gateways have.");
        }

        builder.AddAssistantHost();
        await using var app = builder.Build();
        app.MapHealth();
        app.MapCluster();
        await app.RunAsync();
        return 0;
    });
}
