using Microsoft.Extensions.Configuration;
using Orleans.Runtime;

namespace Orleans.Providers;

/// <summary>What a provider may use of its silo or client.</summary>
public interface IProviderRuntime
{
    IGrainFactory GrainFactory { get; }

    IServiceProvider ServiceProvider { get; }

    /// <summary>Installs an extension in the grain whose turn is running, or in the client.</summary>
    (TExtension Extension, TExtensionInterface ExtensionReference) BindExtension<TExtension, TExtensionInterface>(Func<TExtension> newExtensionFunc)
        where TExtension : class, TExtensionInterface
        where TExtensionInterface : class, IGrainExtension;
}

/// <summary>A provider that takes commands.</summary>
public interface IControllable
{
    Task<object?> ExecuteCommand(int command, object? arg);
}

/// <summary>Adds a provider that configuration names.</summary>
public interface IProviderBuilder<TBuilder>
{
    void Configure(TBuilder builder, string? name, IConfigurationSection configurationSection);
}
