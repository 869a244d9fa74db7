namespace Orleans;

/// <summary>Marks an attribute whose constructor parameter is made for each grain activation, by a mapper, and not resolved from services.</summary>
public interface IFacetMetadata
{
}
