using Orleans.Metadata;

namespace Orleans.Runtime;

/// <summary>What the cluster's silos can run.</summary>
public interface IClusterManifestProvider
{
    ClusterManifest Current { get; }

    /// <summary>The current manifest and then each new one.</summary>
    IAsyncEnumerable<ClusterManifest> Updates { get; }

    GrainManifest LocalGrainManifest { get; }
}
