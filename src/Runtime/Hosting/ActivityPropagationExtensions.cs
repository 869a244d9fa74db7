using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Traces through grains: the caller's <see cref="Activity"/> becomes the parent of the callee's. The names of the sources are in <see cref="Orleans.Diagnostics.ActivitySources"/>.</summary>
public static class ActivityPropagationSiloBuilderExtensions
{
    /// <summary>Traces the calls that this silo's grains make and receive, for as long as something listens.</summary>
    public static ISiloBuilder AddActivityPropagation(this ISiloBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        CallTracingServices.Add(builder.Services);
        return builder;
    }
}

/// <inheritdoc cref="ActivityPropagationSiloBuilderExtensions"/>
public static class ActivityPropagationClientBuilderExtensions
{
    /// <summary>Traces the calls that this client makes, for as long as something listens.</summary>
    public static IClientBuilder AddActivityPropagation(this IClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        CallTracingServices.Add(builder.Services);
        return builder;
    }
}

/// <summary>The filters that carry traces; added once however often they are asked for.</summary>
internal static class CallTracingServices
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(DistributedContextPropagator.Current);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOutgoingGrainCallFilter, TracingOutgoingFilter>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IIncomingGrainCallFilter, TracingIncomingFilter>());
    }
}
