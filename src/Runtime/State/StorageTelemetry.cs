using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Spans and metrics of storage operations, under the names that Orleans' dashboards know. Nothing is measured that nobody listens to.</summary>
internal static class StorageTelemetry
{
    private static readonly ActivitySource Source = new("Microsoft.Orleans.Storage", "1.1.0");
    private static readonly Meter Meter = new("Microsoft.Orleans");

    private static readonly (string Span, Histogram<double> Latency, Counter<int> Errors)[] Instruments =
    [
        ("read storage", Latency("orleans-storage-read-latency"), Errors("orleans-storage-read-errors")),
        ("write storage", Latency("orleans-storage-write-latency"), Errors("orleans-storage-write-errors")),
        ("clear storage", Latency("orleans-storage-clear-latency"), Errors("orleans-storage-clear-errors")),
    ];

    public static Activity? StartActivity<TState>(StorageOperation operation, StoredStateKind<TState> kind, GrainId grainId)
    {
        if (!Source.HasListeners() || Source.StartActivity(Instruments[(int)operation].Span, ActivityKind.Client) is not { } activity)
        {
            return null;
        }

        activity.SetTag("orleans.grain.id", grainId.ToString());
        activity.SetTag("orleans.storage.provider", kind.ProviderName);
        activity.SetTag("orleans.storage.state.name", kind.Name);
        activity.SetTag("orleans.storage.state.type", kind.StateTypeName);
        return activity;
    }

    public static bool IsObserved(StorageOperation operation) => Instruments[(int)operation].Latency.Enabled || Source.HasListeners();

    public static void Completed<TState>(StorageOperation operation, StoredStateKind<TState> kind, TimeSpan latency)
        => Instruments[(int)operation].Latency.Record(latency.TotalMilliseconds, Provider(kind), Name(kind), Type(kind));

    public static void Failed<TState>(StorageOperation operation, StoredStateKind<TState> kind)
        => Instruments[(int)operation].Errors.Add(1, Provider(kind), Name(kind), Type(kind));

    private static KeyValuePair<string, object?> Provider<TState>(StoredStateKind<TState> kind) => new("provider_type_name", kind.ProviderName);

    private static KeyValuePair<string, object?> Name<TState>(StoredStateKind<TState> kind) => new("state_name", kind.Name);

    private static KeyValuePair<string, object?> Type<TState>(StoredStateKind<TState> kind) => new("state_type", kind.StateTypeName);

    private static Histogram<double> Latency(string name) => Meter.CreateHistogram<double>(name, "ms");

    private static Counter<int> Errors(string name) => Meter.CreateCounter<int>(name);
}
