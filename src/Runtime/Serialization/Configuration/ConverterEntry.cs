namespace Orleans.Serialization.Configuration;

/// <summary>A converter to and from a surrogate; definitions if the value type is generic, with the value type's parameters.</summary>
internal sealed record ConverterEntry(Type SurrogateType, Type ConverterType);
