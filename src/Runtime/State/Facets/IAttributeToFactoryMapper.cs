using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Turns a facet attribute on a constructor parameter into the factory that makes the argument for an activation.</summary>
/// <typeparam name="TMetadata">The facet attribute.</typeparam>
public interface IAttributeToFactoryMapper<in TMetadata>
    where TMetadata : IFacetMetadata
{
    /// <summary>Called once a grain class; the factory it returns is called once an activation.</summary>
    Factory<IGrainContext, object> GetFactory(ParameterInfo parameter, TMetadata metadata);
}
