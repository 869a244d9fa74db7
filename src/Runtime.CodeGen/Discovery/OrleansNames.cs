namespace Orleans.CodeGen.Discovery;

/// <summary>
/// Reflection names of the types that give declarations their meaning. Types are always looked up by name, never by the assembly
/// that holds them, because the generator also runs on the runtime's own sources.
/// </summary>
internal static class OrleansNames
{
    public const string Addressable = "Orleans.Runtime.IAddressable";
    public const string Grain = "Orleans.IGrain";
    public const string Observer = "Orleans.IGrainObserver";
    public const string GrainReference = "Orleans.Runtime.GrainReference";

    public const string GenerateSerializer = "Orleans.GenerateSerializerAttribute";
    public const string GenerateCodeForDeclaringAssembly = "Orleans.GenerateCodeForDeclaringAssemblyAttribute";
    public const string RegisterConverter = "Orleans.RegisterConverterAttribute";
    public const string ApplicationPart = "Orleans.ApplicationPartAttribute";
    public const string TypeManifestProvider = "Orleans.Serialization.Configuration.TypeManifestProviderAttribute";
    public const string Id = "Orleans.IdAttribute";
    public const string Alias = "Orleans.AliasAttribute";
    public const string Immutable = "Orleans.ImmutableAttribute";
    public const string ConcurrencyImmutable = "Orleans.Concurrency.ImmutableAttribute";
    public const string SuppressReferenceTracking = "Orleans.SuppressReferenceTrackingAttribute";
    public const string ActivatorConstructor = "Orleans.GeneratedActivatorConstructorAttribute";
    public const string OrleansConstructor = "Orleans.OrleansConstructorAttribute";
    public const string Converter = "Orleans.IConverter`2";

    public const string OneWay = "Orleans.Concurrency.OneWayAttribute";
    public const string ReadOnly = "Orleans.Concurrency.ReadOnlyAttribute";
    public const string AlwaysInterleave = "Orleans.Concurrency.AlwaysInterleaveAttribute";
    public const string Unordered = "Orleans.Concurrency.UnorderedAttribute";
    public const string ResponseTimeout = "Orleans.ResponseTimeoutAttribute";

    /// <summary>Interfaces that say what kind of thing is called, and have no methods to call.</summary>
    public static bool IsMarkerInterface(string metadataName) => metadataName
        is Addressable
        or Grain
        or Observer
        or "Orleans.Runtime.IGrainExtension"
        or "Orleans.ISystemTarget"
        or "Orleans.Runtime.ISystemTarget"
        || IsKeyInterface(metadataName);

    /// <summary>Interfaces that say what a grain's key is.</summary>
    public static bool IsKeyInterface(string metadataName) => metadataName
        is "Orleans.IGrainWithGuidKey"
        or "Orleans.IGrainWithIntegerKey"
        or "Orleans.IGrainWithStringKey"
        or "Orleans.IGrainWithGuidCompoundKey"
        or "Orleans.IGrainWithIntegerCompoundKey";
}
