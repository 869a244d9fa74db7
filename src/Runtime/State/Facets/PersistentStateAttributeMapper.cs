using System.Reflection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Maps <see cref="PersistentStateAttribute"/> to the factory that makes an activation's <see cref="IPersistentState{TState}"/>.</summary>
public class PersistentStateAttributeMapper(IPersistentStateFactory factory) : IAttributeToFactoryMapper<PersistentStateAttribute>
{
    private static readonly MethodInfo BindMethod =
        typeof(PersistentStateAttributeMapper).GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The parameter is not an <see cref="IPersistentState{TState}"/>.</exception>
    public Factory<IGrainContext, object> GetFactory(ParameterInfo parameter, PersistentStateAttribute metadata)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(metadata);
        var type = parameter.ParameterType;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new ArgumentException(
                $"Parameter '{parameter.Name}' of grain class {parameter.Member.DeclaringType} carries [PersistentState] and has type {type}; "
                + "make it an IPersistentState<T>, or remove the attribute.",
                nameof(parameter));
        }

        var stateName = string.IsNullOrEmpty(metadata.StateName) ? parameter.Name! : metadata.StateName;
        var configuration = new PersistentStateConfiguration(stateName, metadata.StorageName, parameter.Member.DeclaringType);
        return (Factory<IGrainContext, object>)BindMethod.MakeGenericMethod(type.GetGenericArguments())
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [factory, configuration], null)!;
    }

    private static Factory<IGrainContext, object> Bind<TState>(IPersistentStateFactory factory, PersistentStateConfiguration configuration)
        => factory is PersistentStateFactory ours ? ours.Bind<TState>(configuration) : context => factory.Create<TState>(context, configuration);
}

/// <summary>What one constructor parameter asks for, with the class that asks, for the text of failures.</summary>
internal sealed record PersistentStateConfiguration(string StateName, string? StorageName, Type? GrainClass) : IPersistentStateConfiguration;
