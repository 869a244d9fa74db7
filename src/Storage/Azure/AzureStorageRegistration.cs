using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;

namespace OrleansAgents.Storage;

/// <summary>What both storages register: their options, the check of them, and themselves.</summary>
internal static class AzureStorageRegistration
{
    public static ISiloBuilder Add<TOptions>(
        ISiloBuilder builder, string name, Func<IServiceProvider, string, AzureGrainStorage> create, Action<OptionsBuilder<TOptions>>? configure)
        where TOptions : AzureStorageOptions
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        configure?.Invoke(builder.Services.AddOptions<TOptions>(name));
        builder.Services.AddSingleton<IConfigurationValidator>(
            services => new AzureStorageOptionsValidator<TOptions>(services.GetRequiredService<IOptionsMonitor<TOptions>>(), name));
        builder.Services.AddGrainStorage(name, create);
        return builder;
    }
}
