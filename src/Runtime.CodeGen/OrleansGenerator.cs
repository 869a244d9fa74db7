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
        var interfaces = Declared(context, static node => node is InterfaceDeclarationSyntax { BaseList: not null }, static type =>
            type.IsGrainInterface() ? GrainInterfaceDiscovery.Discover(type) : null);
        var classes = Declared(context, static node => node is ClassDeclarationSyntax { BaseList: not null }, ClassDiscovery.Discover);
        var types = context.SyntaxProvider.ForAttributeWithMetadataName(
            OrleansNames.GenerateSerializer, static (_, _) => true, static (c, _) => SerializableTypeDiscovery.Discover((INamedTypeSymbol)c.TargetSymbol));
        var converters = context.SyntaxProvider.ForAttributeWithMetadataName(
            OrleansNames.RegisterConverter, static (_, _) => true, static (c, _) => ConverterDiscovery.Discover((INamedTypeSymbol)c.TargetSymbol));
        var strayIds = context.SyntaxProvider.ForAttributeWithMetadataName(
            OrleansNames.Id, static (_, _) => true, static (c, _) => StrayIdCheck.Check(c.TargetSymbol));
        var elsewhere = context.SyntaxProvider.ForAttributeWithMetadataName(
            OrleansNames.GenerateCodeForDeclaringAssembly, static (_, _) => true, static (c, _) => DeclaringAssemblyDiscovery.Discover(c.Attributes, c.SemanticModel.Compilation));

        var here = new Declarations(
            Models(interfaces, TrackingNames.GrainInterfaces),
            Models(types, TrackingNames.SerializableTypes),
            Models(classes, TrackingNames.ListedClasses),
            Models(converters, TrackingNames.Converters));
        var there = new Declarations(
            elsewhere.SelectMany(static (m, _) => m.Interfaces),
            elsewhere.SelectMany(static (m, _) => m.Types),
            elsewhere.SelectMany(static (m, _) => m.Classes),
            elsewhere.SelectMany(static (m, _) => m.Converters));

        var converted = here.Converters.SelectMany(static (m, _) => m.ValueNames).Collect();
        Report(context, Findings(interfaces), converted);
        Report(context, Findings(types), converted);
        Report(context, Findings(classes), converted);
        Report(context, Findings(converters), converted);
        Report(context, strayIds.Where(static f => f.Count > 0), converted);
        var clashes = here.AliasClaims().SelectMany(static (claims, _) => AliasCheck.Clashes(claims)).WithTrackingName(TrackingNames.AliasClashes);
        context.RegisterSourceOutput(clashes.Combine(context.CompilationProvider), static (c, input) => AliasCheck.Report(c, input.Left, input.Right));

        here.EmitFiles(context);
        there.EmitFiles(context);
        var assembly = context.CompilationProvider.Select(static (c, _) => AssemblyDiscovery.Discover(c)).WithTrackingName(TrackingNames.Assembly);
        context.RegisterSourceOutput(assembly.Combine(here.Entries()).Combine(there.Entries()), static (c, input) =>
        {
            var ((model, own), foreign) = input;
            if (model.IsRuntimeReferenced) c.AddSource("Manifest.g.cs", ManifestEmitter.File(model, own.AddRange(foreign)));
        });
    }

    /// <summary>Examines every declaration of one syntactic shape.</summary>
    private static IncrementalValuesProvider<Discovered<T>> Declared<T>(
        IncrementalGeneratorInitializationContext context, System.Func<SyntaxNode, bool> shape, System.Func<INamedTypeSymbol, Discovered<T>?> discover)
        where T : class => context.SyntaxProvider
        .CreateSyntaxProvider((node, _) => shape(node), (c, cancellation) => Symbol(c, cancellation) is { } type ? discover(type) : null)
        .Where(static d => d is not null)
        .Select(static (d, _) => d!);

    /// <summary>The declared type, once: of a partial type, only the first declaration with a base list counts.</summary>
    private static INamedTypeSymbol? Symbol(GeneratorSyntaxContext context, CancellationToken cancellation)
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

    private static void Report(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<EquatableArray<DiagnosticModel>> findings,
        IncrementalValueProvider<ImmutableArray<string>> converted) =>
        context.RegisterSourceOutput(findings.Combine(converted).Combine(context.CompilationProvider), static (c, input) =>
            FindingReporter.Report(c, input.Left.Left, input.Left.Right, input.Right));
}
