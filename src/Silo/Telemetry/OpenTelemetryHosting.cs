using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>OpenTelemetry in a host, with the signature of OpenTelemetry.Extensions.Hosting, which this repository does not depend on.</summary>
internal static class OpenTelemetryHosting
{
    /// <summary>Starts the providers with the host; the container disposes, and so flushes them. May be called several times.</summary>
    public static IOpenTelemetryBuilder AddOpenTelemetry(this IServiceCollection services)
    {
        if (!services.Any(static descriptor => descriptor.ImplementationType == typeof(ProviderStart)))
        {
            // First, so that what other services do at their start is seen.
            services.Insert(0, ServiceDescriptor.Singleton<IHostedService, ProviderStart>());
        }

        return new Builder(services);
    }

    private sealed class Builder(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services { get; } = services;
    }

    /// <summary>A provider listens from the moment that it is made.</summary>
    private sealed class ProviderStart(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetService<TracerProvider>();
            services.GetService<MeterProvider>();
            services.GetService<LoggerProvider>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
