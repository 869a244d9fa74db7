using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Orleans.TestingHost;

/// <summary>What an <see cref="IHostConfigurator"/> can ask about its cluster.</summary>
public static class TestClusterExtensions
{
    /// <exception cref="InvalidOperationException">The host is not one of a test cluster.</exception>
    public static IConfiguration GetConfiguration(this IHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Properties.TryGetValue(TestClusterHostFactory.ConfigurationProperty, out var found) && found is IConfiguration configuration
            ? configuration
            : throw new InvalidOperationException($"The host builder has no property '{TestClusterHostFactory.ConfigurationProperty}': it was not made for a test cluster. Use the builder that IHostConfigurator.Configure receives.");
    }

    public static string? GetConfigurationValue(this IHostBuilder hostBuilder, string key) => hostBuilder.GetConfiguration()[key];

    public static TestClusterOptions GetTestClusterOptions(this IHostBuilder hostBuilder) => hostBuilder.GetConfiguration().GetTestClusterOptions();

    public static TestClusterOptions GetTestClusterOptions(this IConfiguration config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var options = new TestClusterOptions();
        config.Bind(options);
        config.GetSection("Orleans").Bind(options);
        return options;
    }
}
