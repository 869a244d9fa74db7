using Orleans.Runtime;

namespace Orleans.Configuration;

/// <summary>The rules that settings of several options classes have in common. A refusal names the setting, its value and what is needed.</summary>
internal static class Setting
{
    private const int PortMax = 65535;

    /// <exception cref="OrleansConfigurationException">The rule does not hold.</exception>
    public static void Require<TOptions>(bool holds, string name, object? value, string need)
    {
        if (!holds) throw new OrleansConfigurationException($"{typeof(TOptions).Name}.{name} is {value ?? "not set"}; {need}.");
    }

    /// <summary>A time that passes, or infinite.</summary>
    public static void RequireLimit<TOptions>(TimeSpan value, string name) =>
        Require<TOptions>(value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan, name, value, "a time above zero, or infinite, is needed");

    /// <summary>A time that passes.</summary>
    public static void RequirePeriod<TOptions>(TimeSpan value, string name) => Require<TOptions>(value > TimeSpan.Zero, name, value, "a time above zero is needed");

    public static void RequireAtLeast<TOptions>(int least, int value, string name) => Require<TOptions>(value >= least, name, value, $"a number of at least {least} is needed");

    public static void RequirePort<TOptions>(int value, string name) => Require<TOptions>(value is > 0 and <= PortMax, name, value, $"a port from 1 to {PortMax} is needed");

    public static void RequirePercentage<TOptions>(int value, string name) => Require<TOptions>(value is > 0 and <= 100, name, value, "more than 0 and at most 100 percent is needed");
}
