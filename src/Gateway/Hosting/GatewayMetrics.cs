using System.Diagnostics.Metrics;

namespace OrleansAgents.Gateway;

/// <summary>What the gateway does, in figures. docs/api.md lists them.</summary>
internal static class GatewayMetrics
{
    private static readonly Meter Meter = new("OrleansAgents.Gateway");

    public static readonly UpDownCounter<long> Streams = Meter.CreateUpDownCounter<long>("orleansagents.gateway.streams", "{stream}", "Open event streams.");

    public static readonly Counter<long> StreamEvents = Meter.CreateCounter<long>("orleansagents.gateway.stream_events", "{event}", "Events written to streams, by where they came from.");

    public static readonly Counter<long> StreamsClosed = Meter.CreateCounter<long>("orleansagents.gateway.streams_closed", "{stream}", "Streams that the server ended, by reason.");

    public static readonly Counter<long> Messages = Meter.CreateCounter<long>("orleansagents.gateway.messages", "{message}", "Messages by outcome.");

    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("orleansagents.gateway.requests_refused", "{request}", "Requests answered with a problem, by its code.");

    public static readonly Histogram<double> Delivery = Meter.CreateHistogram(
        "orleansagents.gateway.delivery", "s", "From an event's commit to its writing to a live stream.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] });
}
