namespace Orleans.Configuration;

/// <summary>The silo itself.</summary>
public class SiloOptions
{
    /// <summary>Shown in logs and membership; a name is made up when none is given.</summary>
    public string SiloName { get; set; } = null!;
}
