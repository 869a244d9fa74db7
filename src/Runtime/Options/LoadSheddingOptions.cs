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
