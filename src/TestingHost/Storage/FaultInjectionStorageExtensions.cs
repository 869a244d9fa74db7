using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Orleans.Hosting
{
    /// <summary>Adds memory storage with faults in front of it.</summary>
    public static class FaultInjectionStorageServiceCollectionExtensions
    {
        public static IServiceCollection AddFaultInjectionMemoryStorage(this IServiceCollection services, string name, Action<MemoryGrainStorageOptions> configureOptions, Action<FaultInjectionGrainStorageOptions> configureFaultInjectionOptions) =>
            services.AddFaultInjectionMemoryStorage(
                name,
                (OptionsBuilder<MemoryGrainStorageOptions> options) => options.Configure(configureOptions),
                (OptionsBuilder<FaultInjectionGrainStorageOptions> options) => options.Configure(configureFaultInjectionOptions));

        public static IServiceCollection AddFaultInjectionMemoryStorage(
            this IServiceCollection services,
            string name,
            Action<OptionsBuilder<MemoryGrainStorageOptions>>? configureOptions = null,
            Action<OptionsBuilder<FaultInjectionGrainStorageOptions>>? configureFaultInjectionOptions = null)
        {
            configureOptions?.Invoke(services.AddOptions<MemoryGrainStorageOptions>(name));
            configureFaultInjectionOptions?.Invoke(services.AddOptions<FaultInjectionGrainStorageOptions>(name));
            services.TryAddSingleton<MemoryStatePayload>();
            return services.AddGrainStorage(name, static (provider, own) => FaultInjectionGrainStorageFactory.Create(provider, own, MemoryGrainStorageFactory.Create));
        }
    }
}

namespace Orleans.TestingHost
{
    /// <summary>Adds memory storage with faults in front of it.</summary>
    public static class SiloBuilderExtensions
    {
        public static ISiloBuilder AddFaultInjectionMemoryStorage(this ISiloBuilder builder, string name, Action<MemoryGrainStorageOptions> configureOptions, Action<FaultInjectionGrainStorageOptions> configureFaultInjectionOptions)
        {
            ArgumentNullException.ThrowIfNull(builder);
            builder.Services.AddFaultInjectionMemoryStorage(name, configureOptions, configureFaultInjectionOptions);
            return builder;
        }

        public static ISiloBuilder AddFaultInjectionMemoryStorage(
            this ISiloBuilder builder,
            string name,
            Action<OptionsBuilder<MemoryGrainStorageOptions>>? configureOptions = null,
            Action<OptionsBuilder<FaultInjectionGrainStorageOptions>>? configureFaultInjectionOptions = null)
        {
            ArgumentNullException.ThrowIfNull(builder);
            builder.Services.AddFaultInjectionMemoryStorage(name, configureOptions, configureFaultInjectionOptions);
            return builder;
        }
    }
}
