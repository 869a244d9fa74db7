using Orleans.Serialization.Configuration;

namespace Orleans.Storage;

/// <summary>The types that this process can serialize, under their names on the wire.</summary>
internal sealed class ManifestStateTypes(TypeManifest manifest) : IStateTypes
{
    public IEnumerable<Type> Types => manifest.Codecs.Keys;

    public string NameOf(Type type) => manifest.Names.NameOf(type);
}
