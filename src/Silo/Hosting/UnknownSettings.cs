using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace OrleansAgents.Silo;

/// <summary>
/// Finds settings that nothing reads: a misspelt name would otherwise leave its default in force without a word. The configuration binder can refuse them as well, but it names its own classes; an operator knows the
/// setting's path alone.
/// </summary>
internal static class UnknownSettings
{
    /// <summary>One line for each setting in a section that has no place in the options, with the names that there are.</summary>
    public static IEnumerable<string> Find(IConfigurationSection section, Type options)
    {
        if (ValueOf(options) is { } value)
        {
            return section.GetChildren().SelectMany(entry => Find(entry, value));
        }

        if (!IsGroup(options))
        {
            return [];
        }

        var known = options.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(static property => property.SetMethod is not null || ValueOf(property.PropertyType) is not null).ToList();
        return section.GetChildren().SelectMany(setting => known.Find(property => property.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase)) is { } property
            ? Find(setting, property.PropertyType)
            : [$"{section.Path} has no setting '{setting.Key}'; correct its name or remove it. There are: {string.Join(", ", known.Select(static property => property.Name))}."]);
    }

    /// <summary>What a dictionary by names holds; null for all else.</summary>
    private static Type? ValueOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>) ? type.GetGenericArguments()[1] : null;

    private static bool IsGroup(Type type) => type.IsClass && type != typeof(string) && !typeof(IEnumerable).IsAssignableFrom(type);
}

/// <summary>Refuses options whose section has settings that nothing reads.</summary>
internal sealed class UnknownSettingsValidator<TOptions>(IConfigurationSection section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options) => UnknownSettings.Find(section, typeof(TOptions)).ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
