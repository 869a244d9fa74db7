namespace Orleans.Diagnostics;

/// <summary>Names of the activity sources, for tracing configuration.</summary>
public static class ActivitySources
{
    /// <summary>Calls of the application's grains.</summary>
    public const string ApplicationGrainActivitySourceName = "Microsoft.Orleans.Application";

    /// <summary>Calls that the runtime makes for itself.</summary>
    public const string RuntimeActivitySourceName = "Microsoft.Orleans.Runtime";

    /// <summary>Activation, deactivation and migration.</summary>
    public const string LifecycleActivitySourceName = "Microsoft.Orleans.Lifecycle";

    /// <summary>Reads and writes of grain storage.</summary>
    public const string StorageActivitySourceName = "Microsoft.Orleans.Storage";
    public const string DurableJobsActivitySourceName = "Microsoft.Orleans.DurableJobs";

    /// <summary>A wildcard for all of them.</summary>
    public const string AllActivitySourceName = "Microsoft.Orleans.*";
}
