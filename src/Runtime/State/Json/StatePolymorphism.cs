using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Orleans.Storage;

/// <summary>Lets a record say which derived type it holds, where the declared type is a class or an interface with registered descendants.</summary>
internal sealed class StatePolymorphism(StateTypeNames names)
{
    /// <summary>The property that names the type.</summary>
    public const string TypeProperty = "$type";

    public void Complete(JsonTypeInfo contract)
    {
        var type = contract.Type;
        if (contract.Kind != JsonTypeInfoKind.Object || contract.PolymorphismOptions is not null
            || type.IsSealed || type.IsValueType || type == typeof(object) || StateContract.IsForeign(type))
        {
            return;
        }

        JsonPolymorphismOptions options = new()
        {
            TypeDiscriminatorPropertyName = TypeProperty,
            UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization,
        };
        foreach (var (derived, name) in names.DerivedFrom(type))
        {
            options.DerivedTypes.Add(new JsonDerivedType(derived, name));
        }

        if (options.DerivedTypes.Count > 0)
        {
            contract.PolymorphismOptions = options;
        }
    }
}
