namespace Orleans.Runtime;

/// <summary>Which grains this silo owns now: the whole of placement that a service working on behalf of grains needs to know.</summary>
internal interface ILocalShards
{
    /// <summary>Changes whenever the answer of <see cref="Owns"/> may have changed for any grain.</summary>
    long Version { get; }

    /// <summary>The shards that this silo serves, as far as <see cref="Version"/> tells.</summary>
    IReadOnlyList<int> Served { get; }

    /// <summary>True while this silo serves the grain's shard under a valid lease.</summary>
    bool Owns(GrainId grainId);
}
