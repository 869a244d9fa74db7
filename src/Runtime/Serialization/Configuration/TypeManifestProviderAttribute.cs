namespace Orleans.Serialization.Configuration;

/// <summary>Names the class by which an assembly says what it can serialize and which grains it has; the source generator emits both.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class TypeManifestProviderAttribute : Attribute
{
    public TypeManifestProviderAttribute(Type providerType)
    {
        ArgumentNullException.ThrowIfNull(providerType);
        if (!typeof(ITypeManifestProvider).IsAssignableFrom(providerType))
        {
            throw new ArgumentException($"'{providerType}' does not implement {nameof(ITypeManifestProvider)}.", nameof(providerType));
        }

        ProviderType = providerType;
    }

    /// <summary>An <see cref="ITypeManifestProvider"/> with a parameterless constructor.</summary>
    public Type ProviderType { get; }
}
