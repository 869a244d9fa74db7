using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Orleans.TestingHost;

/// <summary>Makes the hosts of a <see cref="TestCluster"/> from configuration.</summary>
public class TestClusterHostFactory
{
    internal const string ConfigurationProperty = "Configuration";

    // As long as Orleans gives a silo of a test cluster to end its grains.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Makes a silo's host; the caller starts it.</summary>
    /// <param name="configuration">The cluster's options, the silo's options, and the names of the configurators.</param>
    /// <param name="postConfigureHostBuilder">Runs last.</param>
    public static IHost CreateSiloHost(string hostName, IConfiguration configuration, Action<IHostBuilder>? postConfigureHostBuilder = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var builder = MakeBuilder(configuration);
        builder.UseOrleans((_, silo) =>
        {
            Join(silo.Services, configuration);
            silo.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
            silo.Configure<SiloOptions>(options => options.SiloName = configuration["Orleans:Name"] ?? hostName);
            silo.Configure<EndpointOptions>(options => SetEndpoints(options, configuration.GetSection("Orleans:Endpoints")));
        });
        foreach (var configurator in Configurators(configuration, nameof(TestClusterOptions.SiloBuilderConfiguratorTypes)))
        {
            (configurator as IHostConfigurator)?.Configure(builder);
            if (configurator is ISiloConfigurator silos) builder.UseOrleans((_, silo) => silos.Configure(silo));
        }

        postConfigureHostBuilder?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>Makes a client's host; the caller starts it.</summary>
    /// <inheritdoc cref="CreateSiloHost"/>
    public static IHost CreateClusterClient(string hostName, IConfiguration configuration, Action<IHostBuilder>? postConfigureHostBuilder = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var builder = MakeBuilder(configuration);
        builder.UseOrleansClient((_, client) => Join(client.Services, configuration));
        foreach (var configurator in Configurators(configuration, nameof(TestClusterOptions.ClientBuilderConfiguratorTypes)))
        {
            (configurator as IHostConfigurator)?.Configure(builder);
            if (configurator is IClientBuilderConfigurator clients) builder.UseOrleansClient((_, client) => clients.Configure(configuration, client));
        }

        postConfigureHostBuilder?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>The configuration as text, for another process to start from.</summary>
    public static string SerializeConfiguration(IConfiguration configuration) => JsonSerializer.Serialize(configuration.AsEnumerable().ToDictionary());

    public static IConfiguration DeserializeConfiguration(string serializedSources) =>
        new ConfigurationBuilder().AddInMemoryCollection(JsonSerializer.Deserialize<Dictionary<string, string?>>(serializedSources)).Build();

    private static HostBuilder MakeBuilder(IConfiguration configuration)
    {
        var builder = new HostBuilder();
        builder.UseEnvironment(Environments.Development);
        builder.Properties[ConfigurationProperty] = configuration;
        builder.ConfigureHostConfiguration(sources => sources.AddConfiguration(configuration));
        return builder;
    }

    private static void Join(IServiceCollection services, IConfiguration configuration)
    {
        ClusterNetwork.Find(configuration)?.Register(services);
        services.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = configuration["Orleans:ClusterId"] ?? options.ClusterId;
            options.ServiceId = configuration["Orleans:ServiceId"] ?? options.ServiceId;
        });
    }

    private static void SetEndpoints(EndpointOptions options, IConfigurationSection section)
    {
        options.AdvertisedIPAddress = section[nameof(EndpointOptions.AdvertisedIPAddress)] is { } address ? IPAddress.Parse(address) : IPAddress.Loopback;
        options.SiloPort = section.GetValue(nameof(EndpointOptions.SiloPort), options.SiloPort);
        options.GatewayPort = section.GetValue(nameof(EndpointOptions.GatewayPort), options.GatewayPort);
    }

    private static IEnumerable<object> Configurators(IConfiguration configuration, string section) =>
        from child in configuration.GetSection(section).GetChildren()
        where !string.IsNullOrWhiteSpace(child.Value)
        select Activator.CreateInstance(Type.GetType(child.Value!, throwOnError: true)!)!;
}
