using Orleans.Runtime;
using Results = Microsoft.AspNetCore.Http.Results;

namespace OrleansAgents.Silo;

/// <summary>What this silo knows of its cluster, for operators. Only silos' own processes serve it, whose port is not public.</summary>
internal static class ClusterEndpoint
{
    /// <summary>Maps <c>/health/cluster</c>.</summary>
    public static void MapCluster(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/health/cluster", static (IServiceProvider services, ISiloStatusOracle oracle, ILocalSiloDetails self) =>
    {
        var (version, activations) = EngineExtras.ViewOf(services);
        return Results.Json(new
        {
            silo = self.SiloAddress.ToString(),
            name = self.Name,
            clusterId = self.ClusterId,
            version,
            activations,
            members = oracle.GetApproximateSiloStatuses(onlyActive: false).OrderBy(static member => member.Key.Endpoint.Port).ThenBy(static member => member.Key.Generation).Select(member => new
            {
                silo = member.Key.ToString(),
                name = oracle.TryGetSiloName(member.Key, out var name) ? name : null,
                status = member.Value.ToString(),
            }),
        });
    });
}
