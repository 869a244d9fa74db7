using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansAgents.Grains.Agents.Maps;

/// <summary>A place in an answer; docs/cards.md shows it.</summary>
internal sealed record PlaceView(string Id, string Name, string City, string Category, decimal Latitude, decimal Longitude, int? DistanceMeters = null);

/// <summary>The output of find_place and nearby.</summary>
internal sealed record PlacesOutput(PlaceView? Near, string? Category, IReadOnlyList<PlaceView> Places, string? Note);

/// <summary>The output of route and ride_estimate.</summary>
internal sealed record RouteOutput(PlaceView Origin, PlaceView Destination, int StraightMeters, IReadOnlyList<OptionView> Options, string Note);

/// <summary>A way to travel; a price for rides alone.</summary>
internal sealed record OptionView(string Mode, string Label, int DistanceMeters, int Minutes, PriceView? Price = null);

/// <summary>What a ride costs.</summary>
internal sealed record PriceView(Money Low, Money High);

[JsonSerializable(typeof(PlacesOutput))]
[JsonSerializable(typeof(RouteOutput))]
internal sealed partial class MapsJsonContext : JsonSerializerContext
{
    public static MapsJsonContext Answers { get; } = new(new JsonSerializerOptions(AgentReplies.Json));
}
