using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Diagnostics;
using Orleans.CodeGen.Emission;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen;

/// <summary>The models of one source of declarations, and their way to generated files and manifest entries.</summary>
internal sealed record Declarations(
    IncrementalValuesProvider<GrainInterfaceModel> Interfaces,
    IncrementalValuesProvider<SerializableTypeModel> Types,
    IncrementalValuesProvider<ListedClassModel> Classes,
    IncrementalValuesProvider<ConverterModel> Converters)
{
    /// <summary>Writes a file for each declaration that needs one.</summary>
    public void EmitFiles(IncrementalGeneratorInitializationContext context)
    {
        context.RegisterSourceOutput(Interfaces, static (c, model) =>
            c.AddSource(CodeWriter.FileName(model.Type.MetadataName, "reference"), ReferenceEmitter.File(model)));
        context.RegisterSourceOutput(Types.Where(static m => m.Kind != SerializableKind.Enum), static (c, model) =>
            c.AddSource(CodeWriter.FileName(model.Type.MetadataName, "codec"), CodecEmitter.File(model)));
    }

    /// <summary>What the manifest says of the declarations.</summary>
    public IncrementalValueProvider<ImmutableArray<ManifestEntry>> Entries() =>
        Collect(Interfaces.Select(static (m, _) => ManifestEmitter.Entry(m)))
            .Combine(Collect(Types.Select(static (m, _) => ManifestEmitter.Entry(m))))
            .Combine(Collect(Classes.Select(static (m, _) => ManifestEmitter.Entry(m))))
            .Combine(Collect(Converters.Select(static (m, _) => ManifestEmitter.Entry(m))))
            .Select(static (all, _) => all.Left.Left.Left.AddRange(all.Left.Left.Right).AddRange(all.Left.Right).AddRange(all.Right));

    /// <summary>Which types use which alias.</summary>
    public IncrementalValueProvider<ImmutableArray<AliasClaim>> AliasClaims() =>
        Interfaces.SelectMany(static (m, _) => AliasCheck.Claims(m.Type, m.Aliases)).Collect()
            .Combine(Types.SelectMany(static (m, _) => AliasCheck.Claims(m.Type, m.Aliases)).Collect())
            .Select(static (all, _) => all.Left.AddRange(all.Right));

    private static IncrementalValueProvider<ImmutableArray<ManifestEntry>> Collect(IncrementalValuesProvider<ManifestEntry> entries) =>
        entries.WithTrackingName(TrackingNames.ManifestEntries).Collect();
}
