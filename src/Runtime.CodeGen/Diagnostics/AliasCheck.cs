using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Discovery;

namespace Orleans.CodeGen.Diagnostics;

/// <summary>An alias and the type that has it. Without a location, so that moving a type is no change.</summary>
internal sealed record AliasClaim(string Alias, string MetadataName);

/// <summary>Finds aliases that two types of the assembly share: the name on the wire could mean either.</summary>
internal static class AliasCheck
{
    public static ImmutableArray<(AliasClaim First, AliasClaim Second)> Clashes(ImmutableArray<AliasClaim> claims) =>
    [
        .. claims
            .OrderBy(static c => c.MetadataName, System.StringComparer.Ordinal)
            .GroupBy(static c => c.Alias)
            .SelectMany(static g => g.Skip(1).Select(second => (g.First(), second))),
    ];

    public static void Report(SourceProductionContext context, (AliasClaim First, AliasClaim Second) clash, Compilation compilation)
    {
        var type = compilation.GetTypeByMetadataName(clash.Second.MetadataName);
        var location = type?.LocationOf(type.Attribute(OrleansNames.Alias)) ?? Location.None;
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.DuplicateAlias, location, clash.First.MetadataName, clash.Second.MetadataName, clash.Second.Alias));
    }
}
