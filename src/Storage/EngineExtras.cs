using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace OrleansAgents.Storage;

/// <summary>The one place of this project that knows which engine it is compiled on.</summary>
internal static class EngineExtras
{
    /// <summary>The types that a stored record may name.</summary>
    public static IStateTypes StateTypes(IServiceProvider services)
    {
#if MICROSOFT_ORLEANS
        _ = services;
        return new MarkedStateTypes();
#else
        return new ManifestStateTypes(services.GetRequiredService<Orleans.Serialization.CodecCatalog>().Manifest);
#endif
    }

    /// <summary>What silos of one cluster have in common and others have not, as far as a process can tell.</summary>
    public static object ClusterOf(IServiceProvider services)
    {
#if MICROSOFT_ORLEANS
        var options = services.GetRequiredService<Microsoft.Extensions.Options.IOptions<Orleans.Configuration.ClusterOptions>>().Value;
        return (options.ClusterId, options.ServiceId);
#else
        return ClusterIdentity.Of(services.GetRequiredService<Orleans.Runtime.Membership.IClusterTable>())!;
#endif
    }

    /// <summary>The cluster whose processes use SQLite files of this one together with it; null if the process has its files alone.</summary>
    public static string? SharingOf(IServiceProvider services)
    {
#if MICROSOFT_ORLEANS
        _ = services;
        return null;
#else
        return ClusterIdentity.SharingOf(services.GetService<Orleans.Runtime.Membership.IClusterTable>());
#endif
    }

    /// <summary>The silo's row in the membership table, if that is in this database; null if there is none.</summary>
    public static PostgresFence? FenceOf(IServiceProvider services, string connectionString)
    {
#if MICROSOFT_ORLEANS
        _ = (services, connectionString);
        return null;
#else
        return (services.GetService<Orleans.Runtime.Membership.IClusterTable>() as PostgresClusterTable)?.FenceFor(connectionString);
#endif
    }

#if MICROSOFT_ORLEANS
    /// <summary>Microsoft Orleans keeps its list of types to itself, so it is made again: what the application's parts have marked.</summary>
    private sealed class MarkedStateTypes : IStateTypes
    {
        public IEnumerable<Type> Types { get; } = [.. AppDomain.CurrentDomain.GetAssemblies()
            .Where(static assembly => assembly.IsDefined(typeof(ApplicationPartAttribute), inherit: false))
            .SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => !type.IsGenericTypeDefinition && type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))];

        public string NameOf(Type type)
            => ((AliasAttribute?)Attribute.GetCustomAttribute(type, typeof(AliasAttribute), inherit: false))?.Alias ?? type.FullName ?? type.Name;
    }
#endif
}
