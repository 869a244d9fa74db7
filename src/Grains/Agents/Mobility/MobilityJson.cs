using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansAgents.Grains.Agents.Mobility;

/// <summary>A way to be there in time.</summary>
internal sealed record DepartureView(string Mode, string Label, int Minutes, int SpareMinutes, string LeaveAt, bool InTime);

/// <summary>The output of leave_by.</summary>
internal sealed record DeparturesOutput(string Origin, string Destination, string ArriveBy, IReadOnlyList<DepartureView> Options, string Note);

/// <summary>Vehicles of a kind for a group.</summary>
internal sealed record VehicleView(string Kind, string Label, int Seats, int Count, Money Each, Money Total);

/// <summary>The output of group_ride.</summary>
internal sealed record VehiclesOutput(string Origin, string Destination, string? Date, int People, IReadOnlyList<VehicleView> Vehicles, Money Total, string Note);

[JsonSerializable(typeof(DeparturesOutput))]
[JsonSerializable(typeof(VehiclesOutput))]
internal sealed partial class MobilityJsonContext : JsonSerializerContext
{
    public static MobilityJsonContext Answers { get; } = new(new JsonSerializerOptions(AgentReplies.Json));
}
