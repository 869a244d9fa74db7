using System.Reflection;

namespace Orleans.Serialization.Configuration;

/// <summary>Which assemblies a host's manifest is made from.</summary>
public sealed class TypeManifestOptions
{
    /// <summary>
    /// Whether the entry assembly, the assemblies loaded so far, and the parts that they name, are taken over. Without it only
    /// <see cref="Assemblies"/> are.
    /// </summary>
    public bool FindApplicationParts { get; set; } = true;

    /// <summary>Further assemblies with serializable types or grains.</summary>
    public IList<Assembly> Assemblies { get; } = [];

    /// <summary>Further registrations, by code.</summary>
    public IList<Action<TypeManifestBuilder>> Registrations { get; } = [];
}
