namespace Orleans;

/// <summary>Checks settings before a silo or client starts.</summary>
public interface IConfigurationValidator
{
    /// <exception cref="Runtime.OrleansConfigurationException">A setting is wrong; the message names it.</exception>
    void ValidateConfiguration();
}
