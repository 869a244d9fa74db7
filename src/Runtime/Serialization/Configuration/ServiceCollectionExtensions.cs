using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Serialization.Configuration;

namespace Orleans.Serialization;

/// <summary>Adds the serializer to a host's services.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="Serializer"/>, <see cref="DeepCopier"/> and what they need. May be called again; every call's configuration
    /// counts.
    /// </summary>
    public static IServiceCollection AddSerializer(this IServiceCollection services, Action<ISerializerBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions();
        services.TryAddSingleton(static provider => MakeManifest(provider.GetRequiredService<IOptions<TypeManifestOptions>>().Value));
        services.TryAddSingleton(static provider => new CodecCatalog(provider.GetRequiredService<TypeManifest>(), provider));
        services.TryAddSingleton<Serializer>();
        services.TryAddSingleton(typeof(Serializer<>));
        services.TryAddSingleton<DeepCopier>();
        services.TryAddSingleton(typeof(DeepCopier<>));
        configure?.Invoke(new SerializerBuilder(services));
        return services;
    }

    private static TypeManifest MakeManifest(TypeManifestOptions options)
    {
        var builder = new TypeManifestBuilder();
        if (options.FindApplicationParts)
        {
            foreach (var part in ApplicationParts.Find())
            {
                builder.AddAssembly(part);
            }
        }

        foreach (var assembly in options.Assemblies)
        {
            builder.AddAssembly(assembly);
        }

        foreach (var register in options.Registrations)
        {
            register(builder);
        }

        return builder.Build();
    }

    private sealed class SerializerBuilder(IServiceCollection services) : ISerializerBuilder
    {
        public IServiceCollection Services { get; } = services;
    }
}
