using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace OrleansAgents.Silo;

/// <summary>Options that are read, bound and checked when the process starts.</summary>
public static class SettingReader
{
    /// <summary>Binds a section. A value of the wrong type, one that the validator refuses, or a setting that there is not ends the start with a message that names it.</summary>
    public static OptionsBuilder<TOptions> AddSettings<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        services.AddSingleton<IValidateOptions<TOptions>>(provider => new UnknownSettingsValidator<TOptions>(provider.GetRequiredService<IConfiguration>().GetSection(section)));
        return services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
    }

    /// <summary>Reads a section before there are services, for what must be known while they are registered.</summary>
    /// <exception cref="OptionsValidationException">The validator refuses it, or it has a setting that there is not.</exception>
    public static TOptions ReadSettings<TOptions>(this IConfiguration configuration, string section, IValidateOptions<TOptions> validator)
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(validator);
        TOptions options = new();
        configuration.GetSection(section).Bind(options);
        var problems = UnknownSettings.Find(configuration.GetSection(section), typeof(TOptions)).Concat(validator.Validate(null, options).Failures ?? []).ToList();
        return problems.Count == 0 ? options : throw new OptionsValidationException(section, typeof(TOptions), problems);
    }
}
