using System.Globalization;
using Orleans.Metadata;

namespace Orleans.CodeGeneration;

/// <summary>The version of a grain interface. It is recorded with the interface; calls are not routed by it.</summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class VersionAttribute(ushort version) : Attribute, IGrainInterfacePropertiesProviderAttribute
{
    public ushort Version { get; private set; } = version;

    void IGrainInterfacePropertiesProviderAttribute.Populate(IServiceProvider services, Type type, Dictionary<string, string> properties) =>
        properties[WellKnownGrainInterfaceProperties.Version] = Version.ToString(CultureInfo.InvariantCulture);
}
