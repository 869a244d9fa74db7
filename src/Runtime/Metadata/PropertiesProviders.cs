using Orleans.Runtime;

namespace Orleans.Metadata;

/// <summary>Adds properties of grain classes.</summary>
public interface IGrainPropertiesProvider
{
    void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties);
}

/// <summary>An attribute that adds properties of the grain class it stands on.</summary>
public interface IGrainPropertiesProviderAttribute
{
    void Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties);
}

/// <summary>Adds properties of grain interfaces.</summary>
public interface IGrainInterfacePropertiesProvider
{
    void Populate(Type interfaceType, GrainInterfaceType grainInterfaceType, Dictionary<string, string> properties);
}

/// <summary>An attribute that adds properties of the grain interface it stands on.</summary>
public interface IGrainInterfacePropertiesProviderAttribute
{
    void Populate(IServiceProvider services, Type interfaceType, Dictionary<string, string> properties);
}

/// <summary>An attribute that binds its grain class to something outside, such as a stream namespace. Each binding is a set of properties.</summary>
public interface IGrainBindingsProviderAttribute
{
    IEnumerable<Dictionary<string, string?>> GetBindings(IServiceProvider services, Type grainClass, GrainType grainType);
}
