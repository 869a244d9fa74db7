using Orleans.Runtime;

namespace Orleans.Metadata
{
    /// <summary>Gives grain classes their type names; the first provider that answers wins.</summary>
    public interface IGrainTypeProvider
    {
        bool TryGetGrainType(Type type, out GrainType grainType);
    }

    /// <summary>An attribute that names the grain type of its class.</summary>
    public interface IGrainTypeProviderAttribute
    {
        GrainType GetGrainType(IServiceProvider services, Type type);
    }

    /// <summary>Takes the grain type from the class's own attributes.</summary>
    public class AttributeGrainTypeProvider(IServiceProvider serviceProvider) : IGrainTypeProvider
    {
        public bool TryGetGrainType(Type grainClass, out GrainType grainType)
        {
            var attribute = grainClass.GetCustomAttributes(inherit: false).OfType<IGrainTypeProviderAttribute>().FirstOrDefault();
            grainType = attribute?.GetGrainType(serviceProvider, grainClass) ?? default;
            return attribute is not null;
        }
    }

    /// <summary>The grain type that a call to the interface means when several classes implement it.</summary>
    [AttributeUsage(AttributeTargets.Interface, AllowMultiple = false)]
    public sealed class DefaultGrainTypeAttribute(string grainType) : Attribute, IGrainInterfacePropertiesProviderAttribute
    {
        void IGrainInterfacePropertiesProviderAttribute.Populate(IServiceProvider services, Type type, Dictionary<string, string> properties) =>
            properties[WellKnownGrainInterfaceProperties.DefaultGrainType] = grainType;
    }
}

namespace Orleans
{
    /// <summary>Names the grain type of a class, so that the class can be renamed without losing its grains.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class GrainTypeAttribute(string grainType) : Attribute, Metadata.IGrainTypeProviderAttribute
    {
        private readonly GrainType _grainType = GrainType.Create(grainType);

        public GrainType GetGrainType(IServiceProvider services, Type type) => _grainType;
    }
}
