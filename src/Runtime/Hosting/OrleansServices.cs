using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Runtime.Transport;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;

namespace Orleans.Hosting;

/// <summary>What silos and clients have in common.</summary>
internal static class OrleansServices
{
    public static void AddCommon(IServiceCollection services)
    {
        services.AddOptions();
        services.AddLogging();
        services.TryAddSingleton(new ServiceLifetimes(services));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(IdSource.System);
        services.TryAddSingleton<TurnExecutor>(ThreadPoolTurnExecutor.Shared);
        services.TryAddSingleton<ITransport>(static provider => new SocketTransport(provider.GetService<TlsChannel>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSerializer();
        services.AddOptions<TypeManifestOptions>().Configure<IServiceProvider>(static (options, provider) => options.Registrations.Add(
            manifest => manifest.AddCodec<EnumerationCall>(catalog => new EnumerationCallCodec(catalog, provider.GetRequiredService<GrainInterfaceCatalog>))));
        services.TryAddSingleton<TypeNameText>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IGrainPropertiesProvider, AttributeGrainPropertiesProvider>());
        services.TryAddSingleton(static provider => new GrainInterfaceCatalog(
            provider.GetRequiredService<TypeManifest>().GrainInterfaces,
            provider,
            provider.GetServices<IGrainInterfaceTypeProvider>(),
            provider.GetRequiredService<TypeNameText>()));
        services.TryAddSingleton(static provider => new GrainClassCatalog(
            GrainClasses(provider),
            provider,
            provider.GetServices<IGrainTypeProvider>(),
            provider.GetServices<IGrainPropertiesProvider>(),
            provider.GetRequiredService<TypeNameText>()));
        services.AddSingleton<IConfigurationValidator, ClusterOptionsValidator>();
        services.AddSingleton<IConfigurationValidator, ConnectionOptionsValidator>();
        services.AddSingleton<IConfigurationValidator, ConnectionLimitOptionsValidator>();
    }

    /// <summary>Checks who could connect; last, since it depends on where the silo listens.</summary>
    public static void AddSecurityValidator(IServiceCollection services) =>
        services.AddSingleton<IConfigurationValidator>(static provider => new ClusterSecurityValidator(
            provider.GetRequiredService<IOptions<ClusterSecurityOptions>>(),
            provider.GetRequiredService<ITransport>(),
            provider.GetService<SiloDetails>() is null ? null : provider.GetRequiredService<IOptions<EndpointOptions>>(),
            provider.GetService<TlsOptions>()));

    /// <summary>Checks the configuration, before anything is made from it that would fail with words of its own.</summary>
    /// <exception cref="OrleansConfigurationException">A setting is wrong.</exception>
    public static void Validate(IServiceProvider provider)
    {
        foreach (var validator in provider.GetServices<IConfigurationValidator>()) validator.ValidateConfiguration();
    }

    /// <summary>The seams of the call path, from the services of a host.</summary>
    public static CallRuntimeServices CallServices(IServiceProvider provider, TimeSpan responseTimeout) => new(
        provider,
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<IdSource>(),
        provider.GetRequiredService<TurnExecutor>(),
        provider.GetRequiredService<CodecCatalog>(),
        responseTimeout,
        new Lazy<IOutgoingGrainCallFilter[]>(() => [.. provider.GetServices<IOutgoingGrainCallFilter>()]),
        new Lazy<IIncomingGrainCallFilter[]>(() => [.. provider.GetServices<IIncomingGrainCallFilter>()]));

    public static MessageLimits Limits(IServiceProvider provider, MessagingOptions options)
    {
        var connections = provider.GetRequiredService<IOptions<ConnectionOptions>>().Value;
        var limits = provider.GetRequiredService<IOptions<ConnectionLimitOptions>>().Value;
        return new MessageLimits
        {
            FrameBytesMax = options.MaxMessageBodySize,
            UnsentBytesMax = limits.MaxUnsentBytes,
            KeptCallsMax = limits.MaxKeptCallsPerConnection,
            ConnectionsMax = limits.MaxConnections,
            ServedCallsMax = limits.MaxServedCallsPerConnection,
            StallTimeout = limits.StallTimeout,
            OpenTimeout = connections.OpenConnectionTimeout,
            RetryDelayMax = connections.ConnectionRetryDelay,
        };
    }

    private static IEnumerable<Type> GrainClasses(IServiceProvider provider)
    {
        var options = provider.GetService<IOptions<GrainTypeOptions>>()?.Value;
        IEnumerable<Type> found = provider.GetRequiredService<TypeManifest>().GrainClasses;
        return options is null ? found : found.Concat(options.Classes).Distinct();
    }
}

/// <summary>Reads and writes references for the serializer of one host.</summary>
internal sealed class HostedGrainReferences(GrainReferences references) : IGrainReferenceCodecContext
{
    public object ToReference(object addressable, Type declaredType) => addressable switch
    {
        GrainReference reference => reference,
        IGrainBase grain => grain.GrainContext.GrainReference,
        IGrainObserver => throw new SerializerException($"An object of {addressable.GetType()} was passed where a reference to an observer is needed. Pass what IGrainFactory.CreateObjectReference<{declaredType.Name}> returned."),
        _ => throw new SerializerException($"An object of {addressable.GetType()} is neither a grain nor a reference to one."),
    };

    public void Describe(object reference, out GrainId id, out string interfaceName)
    {
        var grain = (GrainReference)reference;
        id = grain.GrainId;
        interfaceName = grain.InterfaceType.ToString() ?? "";
    }

    public object ReadReference(Type declaredType, string interfaceName, GrainId id)
    {
        if (references.Interfaces.Find(interfaceName) is { } sent && declaredType.IsAssignableFrom(sent.Type)) return references.Get(id, sent.Type);
        if (declaredType.IsInterface && references.Interfaces.Contains(declaredType)) return references.Get(id, declaredType);
        if (declaredType.IsAssignableFrom(typeof(UntypedGrainReference))) return references.GetUntyped(id);
        throw new SerializerException($"A reference to {id} through the interface '{interfaceName}' cannot be used as {declaredType}: this process knows neither interface. Reference the project that declares it.");
    }
}
