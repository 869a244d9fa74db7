using System.Text.Json;
using OrleansAgents.Grains.Agents.Maps;

namespace OrleansAgents.Grains.Agents.Travel;

/// <summary>The travel agent: trains between cities and hotels, simulated. It books nothing.</summary>
internal sealed class TravelAgent(TravelCatalog catalog, PlaceCatalog places) : IAgentHandler
{
    private readonly TrainSearch _trains = new(catalog, places);
    private readonly HotelSearch _hotels = new(catalog, places);

    /// <inheritdoc/>
    public string Agent => "travel";

    /// <inheritdoc/>
    public ValueTask<SkillReply> InvokeAsync(SkillContext context, JsonElement arguments, CancellationToken cancellationToken)
        => ValueTask.FromResult(context.Skill switch
        {
            "search_trains" => _trains.Invoke(context, arguments),
            "search_hotels" => _hotels.Invoke(context, arguments),
            _ => AgentReplies.Unknown(Agent, context.Skill),
        });
}
