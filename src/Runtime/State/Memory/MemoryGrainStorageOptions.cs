using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Orleans.Configuration;

/// <summary>Options of grain storage in memory.</summary>
public class MemoryGrainStorageOptions
{
    /// <summary>The default of <see cref="NumStorageGrains"/>.</summary>
    public const int NumStorageGrainsDefaultValue = 10;

    /// <summary>Over how many grains the records are spread; every silo of the cluster must have the same number.</summary>
    public int NumStorageGrains { get; set; } = NumStorageGrainsDefaultValue;
}

/// <summary>Refuses options under which the storage could not work.</summary>
public class MemoryGrainStorageOptionsValidator(MemoryGrainStorageOptions options, string name) : IConfigurationValidator
{
    /// <inheritdoc/>
    public void ValidateConfiguration()
    {
        if (options.NumStorageGrains <= 0)
        {
            throw new OrleansConfigurationException(
                $"{nameof(MemoryGrainStorageOptions)}.{nameof(options.NumStorageGrains)} of storage '{name}' is {options.NumStorageGrains}; it must be at least 1, by default {MemoryGrainStorageOptions.NumStorageGrainsDefaultValue}.");
        }
    }

    /// <summary>Of the storage of this name, as it is configured when the silo starts.</summary>
    internal static MemoryGrainStorageOptionsValidator For(IOptionsMonitor<MemoryGrainStorageOptions> monitor, string name) => new(monitor.Get(name), name);
}
