using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization.Configuration;

namespace Orleans.Serialization;

/// <summary>What a serializer can be told.</summary>
public static class SerializerBuilderExtensions
{
    /// <summary>Takes over what an assembly registers, even if nothing names it as an application part.</summary>
    public static ISerializerBuilder AddAssembly(this ISerializerBuilder builder, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return builder.Configure(options => options.Assemblies.Add(assembly));
    }

    public static ISerializerBuilder Configure(this ISerializerBuilder builder, Action<TypeManifestOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(configure);
        return builder;
    }
}
