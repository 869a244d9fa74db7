using System.Collections.Immutable;
using Orleans.Runtime;

namespace Orleans.Metadata;

/// <summary>The grain classes and interfaces that each silo of the cluster knows. Equal manifests are kept once.</summary>
[GenerateSerializer, Immutable]
public sealed class ClusterManifest
{
    public ClusterManifest(MajorMinorVersion version, ImmutableDictionary<SiloAddress, GrainManifest> silos)
        : this(version, silos, [])
    {
    }

    /// <param name="version">Larger for every change.</param>
    /// <param name="silos">The manifest of each silo.</param>
    /// <param name="allGrainManifests">Further manifests, of processes that are no silos.</param>
    public ClusterManifest(MajorMinorVersion version, ImmutableDictionary<SiloAddress, GrainManifest> silos, ImmutableArray<GrainManifest> allGrainManifests)
    {
        ArgumentNullException.ThrowIfNull(silos);
        var once = new Dictionary<GrainManifest, GrainManifest>();
        Version = version;
        Silos = silos.ToImmutableDictionary(silo => silo.Key, silo => Once(silo.Value));
        foreach (var manifest in allGrainManifests.IsDefault ? [] : allGrainManifests) Once(manifest);
        AllGrainManifests = [.. once.Values];

        GrainManifest Once(GrainManifest manifest)
        {
            if (once.TryGetValue(manifest, out var first)) return first;
            once.Add(manifest, manifest);
            return manifest;
        }
    }

    [Id(0)]
    public MajorMinorVersion Version { get; }

    [Id(1)]
    public ImmutableDictionary<SiloAddress, GrainManifest> Silos { get; }

    [Id(2)]
    public ImmutableArray<GrainManifest> AllGrainManifests { get; }
}
