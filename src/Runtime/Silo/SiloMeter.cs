using System.Diagnostics.Metrics;

namespace Orleans.Runtime;

/// <summary>The silo's instruments, under Orleans' meter name.</summary>
internal static class SiloMeter
{
    private static readonly Meter Meter = new("Microsoft.Orleans");

    public static UpDownCounter<int> Activations { get; } = Meter.CreateUpDownCounter<int>("orleans-grains", description: "Activations by grain class.");

    public static Counter<int> Collected { get; } = Meter.CreateCounter<int>("orleans-catalog-activation-collections", description: "Activations ended for being idle.");
}
