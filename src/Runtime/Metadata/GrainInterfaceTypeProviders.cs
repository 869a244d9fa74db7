namespace Orleans.Runtime;

/// <summary>Gives grain interfaces their names; the first provider that answers wins.</summary>
public interface IGrainInterfaceTypeProvider
{
    bool TryGetGrainInterfaceType(Type type, out GrainInterfaceType grainInterfaceType);
}

/// <summary>An attribute that names its interface.</summary>
public interface IGrainInterfaceTypeProviderAttribute
{
    GrainInterfaceType GetGrainInterfaceType(IServiceProvider services, Type type);
}

/// <summary>Takes the interface's name from its attributes.</summary>
public class AttributeGrainInterfaceTypeProvider(IServiceProvider serviceProvider) : IGrainInterfaceTypeProvider
{
    public bool TryGetGrainInterfaceType(Type type, out GrainInterfaceType grainInterfaceType)
    {
        var attribute = type.GetCustomAttributes(inherit: false).OfType<IGrainInterfaceTypeProviderAttribute>().FirstOrDefault();
        grainInterfaceType = attribute?.GetGrainInterfaceType(serviceProvider, type) ?? default;
        return attribute is not null;
    }
}

/// <summary>Names a grain interface on the wire, so that it can be renamed.</summary>
[AttributeUsage(AttributeTargets.Interface, AllowMultiple = false)]
public sealed class GrainInterfaceTypeAttribute(string value) : Attribute, IGrainInterfaceTypeProviderAttribute
{
    private readonly GrainInterfaceType _value = GrainInterfaceType.Create(value);

    public GrainInterfaceType GetGrainInterfaceType(IServiceProvider services, Type type) => _value;
}
