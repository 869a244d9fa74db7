using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>Binds a grain class's constructor once; an activation then costs one delegate call an argument.</summary>
/// <remarks>
/// Services come from the silo's root provider when everything that the constructor asks for is a singleton, and else from the activation's own scope, which costs 128 bytes an activation
/// and is therefore made only then.
/// </remarks>
internal static class GrainConstructor
{
    public static Func<Activation, object> For(GrainClass grainClass)
    {
        if (grainClass.Type.ContainsGenericParameters) return _ => throw new OrleansException($"Grain class {grainClass.Type} is an open generic type; its grains are made for constructed types only.");
        if (grainClass.Silo.Services.Provider.GetService<IGrainActivator>() is { } custom) return activation => Participate(custom.CreateInstance(activation), activation);
        var facets = FacetArguments.Of(grainClass.Type, grainClass.Silo.Services.Provider);
        var factory = ActivatorUtilities.CreateFactory(grainClass.Type, [.. facets.ArgumentTypes, .. ContextTypes(grainClass.Type)]);
        var wantsContext = ContextTypes(grainClass.Type).Length > 0;
        var root = grainClass.Silo.Services.Provider;
        var needsScope = NeedsScope(grainClass.Type, facets.ArgumentTypes, root.GetRequiredService<ServiceLifetimes>());
        return activation =>
        {
            var arguments = facets.Create(activation);
            object[] all = wantsContext ? [.. arguments, activation] : arguments;
            return Participate(factory(needsScope ? activation.ActivationServices : root, all), activation);
        };
    }

    private static Type[] ContextTypes(Type type) =>
        type.GetConstructors().Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(IGrainContext))) ? [typeof(IGrainContext)] : [];

    private static object Participate(object grain, Activation activation)
    {
        if (grain is ILifecycleParticipant<IGrainLifecycle> participant) participant.Participate(activation.ObservableLifecycle);
        if (grain is IGrainMigrationParticipant migrant) activation.ObservableLifecycle.AddMigrationParticipant(migrant);
        return grain;
    }

    private static bool NeedsScope(Type type, Type[] facetTypes, ServiceLifetimes lifetimes) =>
        type.GetConstructors().SelectMany(c => c.GetParameters())
            .Any(p => p.ParameterType != typeof(IGrainContext) && !facetTypes.Contains(p.ParameterType) && !lifetimes.IsSingleton(p.ParameterType, p.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key));
}

/// <summary>Makes grain objects in place of the built-in way.</summary>
public interface IGrainActivator
{
    /// <summary>Makes the grain of an activation.</summary>
    object CreateInstance(IGrainContext context);

    /// <summary>Ends what <see cref="CreateInstance"/> made.</summary>
    ValueTask DisposeInstance(IGrainContext context, object instance);
}

/// <summary>Tells which services are singletons, from the collection that the provider was built of.</summary>
internal sealed class ServiceLifetimes(IServiceCollection services)
{
    private readonly Lazy<ILookup<Type, ServiceDescriptor>> _descriptors = new(() => services.ToLookup(s => s.ServiceType));

    public bool IsSingleton(Type type, object? key)
    {
        var descriptors = _descriptors.Value;
        var found = descriptors[type].LastOrDefault(d => Equals(d.ServiceKey, key));
        if (found is null && type.IsConstructedGenericType) found = descriptors[type.GetGenericTypeDefinition()].LastOrDefault(d => Equals(d.ServiceKey, key));
        return found is { Lifetime: ServiceLifetime.Singleton };
    }
}
