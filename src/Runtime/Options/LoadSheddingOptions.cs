using Microsoft.Extensions.Options;

namespace Orleans.Configuration;

/// <summary>When a gateway refuses clients' requests because its silo is overloaded.</summary>
public class LoadSheddingOptions
{
    public bool LoadSheddingEnabled { get; set; }

    /// <summary>Percent of the processors' time.</summary>
    public int CpuThreshold { get; set; } = 95;

    /// <summary>Percent of the memory available to the process.</summary>
    public int MemoryThreshold { get; set; } = 90;
}

/// <summary>Refuses percentages that no machine reaches.</summary>
internal sealed class LoadSheddingOptionsValidator(IOptions<LoadSheddingOptions> options) : IConfigurationValidator
{
    private readonly LoadSheddingOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        if (!_options.LoadSheddingEnabled) return;
        Setting.RequirePercentage<LoadSheddingOptions>(_options.CpuThreshold, nameof(LoadSheddingOptions.CpuThreshold));
        Setting.RequirePercentage<LoadSheddingOptions>(_options.MemoryThreshold, nameof(LoadSheddingOptions.MemoryThreshold));
    }
}
