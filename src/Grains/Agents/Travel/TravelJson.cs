using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansAgents.Grains.Agents.Travel;

/// <summary>A train in an answer.</summary>
internal sealed record TrainView(string Number, string From, string To, string Departs, string Arrives, int Minutes, string Seat, Money Price);

/// <summary>The output of search_trains.</summary>
internal sealed record TrainsOutput(string Date, string Origin, string Destination, int People, IReadOnlyList<TrainView> Trains, Money Total, string Note);

/// <summary>A hotel in an answer.</summary>
internal sealed record HotelView(string Id, string Name, string City, string? Near, int Stars, Money PricePerNight, int Rooms, Money Total, int? DistanceMeters);

/// <summary>The output of search_hotels.</summary>
internal sealed record HotelsOutput(string City, string CheckIn, int Nights, int People, IReadOnlyList<HotelView> Hotels, Money Total, string Note);

[JsonSerializable(typeof(TrainsOutput))]
[JsonSerializable(typeof(HotelsOutput))]
internal sealed partial class TravelJsonContext : JsonSerializerContext
{
    public static TravelJsonContext Answers { get; } = new(new JsonSerializerOptions(AgentReplies.Json));
}
