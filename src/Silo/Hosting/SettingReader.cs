using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace OrleansAgents.Silo;

/// <summary>Options that are read, bound and checked when the process starts.</summary>
public static class SettingReader
{
    /// <summary>Binds a section. A value of the wrong type, or one that the validator refuses, ends the start with a message that names the setting.</summary>
    public static OptionsBuilder<TOptions> AddSettings<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        return services.AddOptions<TOptions>().BindConfiguration(section, static binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
    }

    /// <summary>Reads a section before there are services, for what must be known while they are registered.</summary>
    /// <exception cref="OptionsValidationException">The validator refuses it.</exception>
    public static TOptions ReadSettings<TOptions>(this IConfiguration configuration, string section, IValidateOptions<TOptions> validator)
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(validator);
        TOptions options = new();
        configuration.GetSection(section).Bind(options);
        var result = validator.Validate(null, options);
        return result.Succeeded ? options : throw new OptionsValidationException(section, typeof(TOptions), result.Failures);
    }
}
