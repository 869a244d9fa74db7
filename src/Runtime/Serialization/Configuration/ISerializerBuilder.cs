using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Serialization;

/// <summary>Configures the serializer of a host.</summary>
public interface ISerializerBuilder
{
    IServiceCollection Services { get; }
}
