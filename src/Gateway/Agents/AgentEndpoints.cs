using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Registry;

namespace OrleansAgents.Gateway;

/// <summary>What agents there are; operators add and remove them while the assistant runs.</summary>
internal static class AgentEndpoints
{
    private const string Tag = "agents";

    public static void MapAgents(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/v1/agents").RequireAuthorization(Scopes.Chat);
        group.MapGet("/", ListAsync).Describe("listAgents", Tag, "All agents and their skills.").Gives<AgentList>().Refuses(401, 403);
        group.MapGet("/{id}", GetAsync).Describe("getAgent", Tag, "One agent.").Gives<AgentView>().Refuses(401, 403, 404);
        var admin = endpoints.MapGroup("/admin/v1/agents").RequireAuthorization(Scopes.Admin);
        admin.MapPut("/{id}", PutAsync).Describe("putAgent", Tag, "Adds an agent by its manifest, or replaces it.")
            .Takes<System.Text.Json.JsonElement>().Gives<RegistryVersion>().Refuses(400, 401, 403, 413, 415);
        admin.MapPatch("/{id}", PatchAsync).Describe("patchAgent", Tag, "Sets how far an agent is trusted.")
            .Takes<AgentChange>().Gives<RegistryVersion>().Refuses(400, 401, 403, 404, 413, 415);
        admin.MapDelete("/{id}", DeleteAsync).Describe("deleteAgent", Tag, "Removes an agent.")
            .Produces(StatusCodes.Status204NoContent).Refuses(401, 403, 404);
    }

    public static Problem Unknown(string id) => Problem.NotFound("agent-not-found", $"There is no agent '{TextChecks.Shown(id)}'; GET /v1/agents lists them.");

    /// <summary>Operators see agents of every tier, and how they do.</summary>
    private static async Task<IResult> ListAsync(HttpContext context, AgentDirectory directory, AgentStandings standings)
    {
        if (IsOperator(context))
        {
            var all = directory.ReadAll();
            return Answer.Ok(new AgentList(await Task.WhenAll(all.Agents.Select(standings.OfAsync)), all.Hash), GatewayJson.Context.AgentList);
        }

        var snapshot = directory.Read();
        return Answer.Ok(new AgentList(snapshot.Agents, snapshot.Manifests.Hash), GatewayJson.Context.AgentList);
    }

    private static async Task<IResult> GetAsync(HttpContext context, AgentDirectory directory, AgentStandings standings, string id)
    {
        var found = !IsOperator(context) ? directory.Read().Agents.FirstOrDefault(agent => agent.Id == id)
            : directory.ReadAll().Agents.FirstOrDefault(agent => agent.Id == id) is { } manifest ? await standings.OfAsync(manifest) : null;
        return found is null ? Unknown(id) : Answer.Ok(found, GatewayJson.Context.AgentView);
    }

    private static bool IsOperator(HttpContext context) => Caller.Of(context).Scopes.Contains(Scopes.Admin);

    private static async Task<IResult> PatchAsync(HttpContext context, IGrainFactory grains, string id)
    {
        var body = await JsonBody.ReadAsync(context, GatewayJson.Context.AgentChange);
        if (!body.IsValid(out var change, out var problem))
        {
            return problem;
        }

        if (change.Tier is not { } tier)
        {
            return Problem.BadRequest("tier-missing", "The body has no tier; send {\"tier\": \"shadow\"}, \"readOnly\", \"confirm\" or \"auto\".");
        }

        return await grains.GetGrain<IAgentRegistryGrain>(0).SetTier(id, tier) is { } version ? Answer.Ok(new RegistryVersion(version), GatewayJson.Context.RegistryVersion) : Unknown(id);
    }

    private static async Task<IResult> PutAsync(HttpContext context, IGrainFactory grains, string id)
    {
        var bytes = await JsonBody.ReadBytesAsync(context);
        try
        {
            var manifest = ManifestJson.Read(System.Text.Encoding.UTF8.GetString(bytes.Span));
            return manifest.Id == id
                ? Answer.Ok(new RegistryVersion(await grains.GetGrain<IAgentRegistryGrain>(0).Register(ManifestJson.Write(manifest))), GatewayJson.Context.RegistryVersion)
                : Problem.BadRequest("manifest", $"The manifest's id is '{TextChecks.Shown(manifest.Id)}', and the address names '{TextChecks.Shown(id)}'; they must be the same.");
        }
        catch (Exception problem) when (problem is ManifestException or ArgumentException)
        {
            return Problem.BadRequest("manifest", problem.Message);
        }
    }

    private static async Task<IResult> DeleteAsync(IGrainFactory grains, string id)
        => await grains.GetGrain<IAgentRegistryGrain>(0).Remove(id) ? Answer.NoContent : Unknown(id);
}
