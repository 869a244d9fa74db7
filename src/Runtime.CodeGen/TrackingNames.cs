namespace Orleans.CodeGen;

/// <summary>Names of the generator's steps, by which tests see what an edit ran again.</summary>
internal static class TrackingNames
{
    public const string GrainInterfaces = nameof(GrainInterfaces);
    public const string SerializableTypes = nameof(SerializableTypes);
    public const string ListedClasses = nameof(ListedClasses);
    public const string Converters = nameof(Converters);
    public const string Assembly = nameof(Assembly);
    public const string ManifestEntries = nameof(ManifestEntries);
    public const string Findings = nameof(Findings);
    public const string AliasClashes = nameof(AliasClashes);
}
