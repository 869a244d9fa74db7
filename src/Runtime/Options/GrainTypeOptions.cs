namespace Orleans.Configuration;

/// <summary>The grain classes and interfaces that a silo or client knows, found in its assemblies' manifests; code may add and remove.</summary>
public class GrainTypeOptions
{
    public HashSet<Type> Classes { get; } = [];

    public HashSet<Type> Interfaces { get; } = [];
}
