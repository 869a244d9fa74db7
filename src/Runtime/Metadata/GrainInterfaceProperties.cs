using System.Collections.Immutable;

namespace Orleans.Metadata;

/// <summary>What is known about a grain interface, as strings.</summary>
[GenerateSerializer, Immutable]
public sealed class GrainInterfaceProperties : IEquatable<GrainInterfaceProperties>
{
    public GrainInterfaceProperties(ImmutableDictionary<string, string> values) => Properties = PropertyBag.Normalize(values);

    [Id(0)]
    public ImmutableDictionary<string, string> Properties { get; }

    public string ToDetailedString() => PropertyBag.Print(Properties);

    public bool Equals(GrainInterfaceProperties? other) => other is not null && PropertyBag.AreEqual(Properties, other.Properties);

    public override bool Equals(object? obj) => Equals(obj as GrainInterfaceProperties);

    public override int GetHashCode() => PropertyBag.Hash(Properties);
}
