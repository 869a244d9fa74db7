using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Orleans.CodeGen.Diagnostics;
using Orleans.CodeGen.Discovery;
using Orleans.CodeGen.Emission;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen;

/// <summary>
/// Generates grain references, requests, codecs and the manifest.
///
/// Every declaration has its own way through the phases: discovery turns symbols into a model of plain values, findings are
/// reported, and emission turns the model into one file. A model that comes out equal ends the work there, so an edit costs what
/// it changes. Only the manifest sees all declarations, and of those only the names.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class OrleansGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var interfaces = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => node is InterfaceDeclarationSyntax { BaseList: not null }, DiscoverInterface)
            .Where(static d => d is not null)
            .Select(static (d, _) => d!);
        var classes = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => node is ClassDeclarationSyntax { BaseList: not null }, DiscoverClass)
            .Where(static d => d is not null)
            .Select(static (d, _) => d!);
        var types = context.SyntaxProvider.ForAttributeWithMetadataName(
            OrleansNames.GenerateSerializer, static (_, _) => true, static (c, _) => SerializableTypeDiscovery.Discover((INamedTypeSymbol)c.TargetSymbol));
        var converters = context.SyntaxProvider.ForAttributeWithMetadataName(
            OrleansNames.RegisterConverter, static (_, _) => true, static (c, _) => ConverterDiscovery.Discover((INamedTypeSymbol)c.TargetSymbol));
        var strayIds = context.SyntaxProvider.ForAttributeWithMetadataName(OrleansNames.Id, static (_, _) => true, static (c, _) => StrayIdCheck.Check(c.TargetSymbol));
        var assembly = context.CompilationProvider.Select(static (c, _) => AssemblyDiscovery.Discover(c)).WithTrackingName(TrackingNames.Assembly);

        var interfaceModels = Models(interfaces, TrackingNames.GrainInterfaces);
        var typeModels = Models(types, TrackingNames.SerializableTypes);
        var classModels = Models(classes, TrackingNames.ListedClasses);
        var converterModels = Models(converters, TrackingNames.Converters);

        var converted = converterModels.SelectMany(static (m, _) => m.ValueNames).Collect();
        ReportFindings(context, Findings(interfaces), converted);
        ReportFindings(context, Findings(types), converted);
        ReportFindings(context, Findings(classes), converted);
        ReportFindings(context, Findings(converters), converted);
        ReportFindings(context, strayIds.Where(static f => f.Count > 0), converted);
        ReportAliasClashes(context, interfaceModels, typeModels);

        context.RegisterSourceOutput(interfaceModels, static (c, model) =>
            c.AddSource(CodeWriter.FileName(model.Type.MetadataName, "reference"), ReferenceEmitter.File(model)));
        context.RegisterSourceOutput(typeModels.Where(static m => m.Kind != SerializableKind.Enum), static (c, model) =>
            c.AddSource(CodeWriter.FileName(model.Type.MetadataName, "codec"), CodecEmitter.File(model)));

        var entries = Entries(interfaceModels.Select(static (m, _) => ManifestEmitter.Entry(m)))
            .Combine(Entries(typeModels.Select(static (m, _) => ManifestEmitter.Entry(m))))
            .Combine(Entries(classModels.Select(static (m, _) => ManifestEmitter.Entry(m))))
            .Combine(Entries(converterModels.Select(static (m, _) => ManifestEmitter.Entry(m))))
            .Select(static (all, _) => all.Left.Left.Left.AddRange(all.Left.Left.Right).AddRange(all.Left.Right).AddRange(all.Right));
        context.RegisterSourceOutput(assembly.Combine(entries), static (c, input) =>
        {
            if (input.Left.IsRuntimeReferenced) c.AddSource("Manifest.g.cs", ManifestEmitter.File(input.Left, input.Right));
        });
    }

    private static Discovered<GrainInterfaceModel>? DiscoverInterface(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        var type = Declared(context, cancellation);
        return type is not null && type.IsGrainInterface() ? GrainInterfaceDiscovery.Discover(type) : null;
    }

    private static Discovered<ListedClassModel>? DiscoverClass(GeneratorSyntaxContext context, CancellationToken cancellation) =>
        Declared(context, cancellation) is { } type ? ClassDiscovery.Discover(type) : null;

    /// <summary>The declared type, once: of a partial type, only the first declaration with a base list counts.</summary>
    private static INamedTypeSymbol? Declared(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        if (context.SemanticModel.GetDeclaredSymbol(context.Node, cancellation) is not INamedTypeSymbol type) return null;
        if (type.DeclaringSyntaxReferences.Length == 1) return type;
        var first = type.DeclaringSyntaxReferences.First(r => r.GetSyntax(cancellation) is TypeDeclarationSyntax { BaseList: not null });
        return first.SyntaxTree == context.Node.SyntaxTree && first.Span == context.Node.Span ? type : null;
    }

    private static IncrementalValuesProvider<T> Models<T>(IncrementalValuesProvider<Discovered<T>> discovered, string name)
        where T : class => discovered.Where(static d => d.Model is not null).Select(static (d, _) => d.Model!).WithTrackingName(name);

    private static IncrementalValuesProvider<EquatableArray<DiagnosticModel>> Findings<T>(IncrementalValuesProvider<Discovered<T>> discovered)
        where T : class => discovered.Select(static (d, _) => d.Findings).Where(static f => f.Count > 0).WithTrackingName(TrackingNames.Findings);

    private static IncrementalValueProvider<ImmutableArray<ManifestEntry>> Entries(IncrementalValuesProvider<ManifestEntry> entries) =>
        entries.WithTrackingName(TrackingNames.ManifestEntries).Collect();

    private static void ReportFindings(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<EquatableArray<DiagnosticModel>> findings,
        IncrementalValueProvider<ImmutableArray<string>> converted) =>
        context.RegisterSourceOutput(findings.Combine(converted).Combine(context.CompilationProvider), static (c, input) =>
            FindingReporter.Report(c, input.Left.Left, input.Left.Right, input.Right));

    private static void ReportAliasClashes(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<GrainInterfaceModel> interfaces,
        IncrementalValuesProvider<SerializableTypeModel> types)
    {
        var claims = interfaces.Where(static m => m.Alias is not null).Select(static (m, _) => new AliasClaim(m.Alias!, m.Type.MetadataName)).Collect()
            .Combine(types.Where(static m => m.Alias is not null).Select(static (m, _) => new AliasClaim(m.Alias!, m.Type.MetadataName)).Collect());
        var clashes = claims.SelectMany(static (c, _) => AliasCheck.Clashes(c.Left.AddRange(c.Right))).WithTrackingName(TrackingNames.AliasClashes);
        context.RegisterSourceOutput(clashes.Combine(context.CompilationProvider), static (c, input) => AliasCheck.Report(c, input.Left, input.Right));
    }
}
