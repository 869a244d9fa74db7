using System.Globalization;
using Orleans.Runtime;

namespace Orleans.Metadata;

/// <summary>Takes a grain class's properties from its attributes, inherited ones included.</summary>
public sealed class AttributeGrainPropertiesProvider(IServiceProvider serviceProvider) : IGrainPropertiesProvider
{
    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        foreach (var attribute in grainClass.GetCustomAttributes(inherit: true).OfType<IGrainPropertiesProviderAttribute>())
            attribute.Populate(serviceProvider, grainClass, grainType, properties);
    }
}

/// <summary>Writes a grain class's bindings as properties <c>binding.attr-N.key</c>, N counting from 1.</summary>
public sealed class AttributeGrainBindingsProvider(IServiceProvider serviceProvider) : IGrainPropertiesProvider
{
    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        var number = 0;
        foreach (var attribute in grainClass.GetCustomAttributes(inherit: true).OfType<IGrainBindingsProviderAttribute>())
        {
            foreach (var binding in attribute.GetBindings(serviceProvider, grainClass, grainType))
            {
                number++;
                foreach (var (key, value) in binding)
                    properties[string.Create(CultureInfo.InvariantCulture, $"{WellKnownGrainTypeProperties.BindingPrefix}.attr-{number}.{key}")] = value!;
            }
        }
    }
}

/// <summary>Takes a grain interface's properties from its attributes.</summary>
internal sealed class AttributeGrainInterfacePropertiesProvider(IServiceProvider serviceProvider) : IGrainInterfacePropertiesProvider
{
    public void Populate(Type interfaceType, GrainInterfaceType grainInterfaceType, Dictionary<string, string> properties)
    {
        foreach (var attribute in interfaceType.GetCustomAttributes(inherit: true).OfType<IGrainInterfacePropertiesProviderAttribute>())
            attribute.Populate(serviceProvider, interfaceType, properties);
    }
}
