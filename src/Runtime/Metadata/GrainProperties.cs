using System.Collections.Immutable;

namespace Orleans.Metadata;

/// <summary>What is known about a grain class, as strings.</summary>
[GenerateSerializer, Immutable]
public sealed class GrainProperties : IEquatable<GrainProperties>
{
    public GrainProperties(ImmutableDictionary<string, string> values) => Properties = PropertyBag.Normalize(values);

    [Id(0)]
    public ImmutableDictionary<string, string> Properties { get; }

    public string ToDetailedString() => PropertyBag.Print(Properties);

    public bool Equals(GrainProperties? other) => other is not null && PropertyBag.AreEqual(Properties, other.Properties);

    public override bool Equals(object? obj) => Equals(obj as GrainProperties);

    public override int GetHashCode() => PropertyBag.Hash(Properties);
}
