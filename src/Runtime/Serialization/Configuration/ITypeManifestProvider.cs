namespace Orleans.Serialization.Configuration;

/// <summary>Says what an assembly can serialize and which grains it has.</summary>
public interface ITypeManifestProvider
{
    void Configure(TypeManifestBuilder manifest);
}
