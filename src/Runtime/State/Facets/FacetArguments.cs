using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>
/// The constructor arguments of one grain class that are made for each activation instead of being resolved from services. All
/// reflection happens here, once a class; an activation pays one delegate call for each argument.
/// </summary>
internal sealed class FacetArguments
{
    private static readonly MethodInfo BindMethod = typeof(FacetArguments).GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly Factory<IGrainContext, object>[] _factories;

    private FacetArguments(Type[] types, Factory<IGrainContext, object>[] factories)
    {
        ArgumentTypes = types;
        _factories = factories;
    }

    /// <summary>The types of the arguments, in the order of the constructor's parameters.</summary>
    public Type[] ArgumentTypes { get; }

    /// <summary>Finds the facets on the class's first public constructor.</summary>
    /// <exception cref="OrleansException">A facet attribute has no mapper among the services.</exception>
    public static FacetArguments Of(Type grainClass, IServiceProvider services)
    {
        List<Type> types = [];
        List<Factory<IGrainContext, object>> factories = [];
        foreach (var parameter in grainClass.GetConstructors().FirstOrDefault()?.GetParameters() ?? [])
        {
            if (parameter.GetCustomAttributes().FirstOrDefault(static attribute => attribute is IFacetMetadata) is { } facet)
            {
                types.Add(parameter.ParameterType);
                factories.Add((Factory<IGrainContext, object>)BindMethod.MakeGenericMethod(facet.GetType())
                    .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [services, parameter, facet], null)!);
            }
        }

        return new FacetArguments([.. types], [.. factories]);
    }

    /// <summary>Makes one activation's arguments, in the order of <see cref="ArgumentTypes"/>.</summary>
    public object[] Create(IGrainContext context)
    {
        if (_factories.Length == 0)
        {
            return [];
        }

        var arguments = new object[_factories.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _factories[i](context);
        }

        return arguments;
    }

    private static Factory<IGrainContext, object> Bind<TFacet>(IServiceProvider services, ParameterInfo parameter, TFacet facet)
        where TFacet : IFacetMetadata
    {
        var mapper = services.GetService<IAttributeToFactoryMapper<TFacet>>() ?? throw new OrleansException(
            $"Parameter '{parameter.Name}' of grain class {parameter.Member.DeclaringType} carries [{typeof(TFacet).Name}], but no "
            + $"IAttributeToFactoryMapper<{typeof(TFacet).Name}> is registered. Register one, or remove the attribute.");
        return mapper.GetFactory(parameter, facet);
    }
}
