using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Discovery;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Diagnostics;

/// <summary>An alias and the type that has it. Without a location, so that moving a type is no change.</summary>
/// <param name="Alias">The alias.</param>
/// <param name="Arity">How many type parameters the type has: a generic type and a plain one may share an alias.</param>
/// <param name="MetadataName">The type's reflection name.</param>
internal sealed record AliasClaim(string Alias, int Arity, string MetadataName);

/// <summary>Finds aliases that two types of the assembly share: the name on the wire could mean either.</summary>
internal static class AliasCheck
{
    public static IEnumerable<AliasClaim> Claims(TypeModel type, EquatableArray<string> aliases) =>
        aliases.Distinct().Select(alias => new AliasClaim(alias, type.TypeParameters.Count, type.MetadataName));

    public static ImmutableArray<(AliasClaim First, AliasClaim Second)> Clashes(ImmutableArray<AliasClaim> claims) =>
    [
        .. claims
            .OrderBy(static c => c.MetadataName, System.StringComparer.Ordinal)
            .GroupBy(static c => (c.Alias, c.Arity))
            .SelectMany(static g => g.Skip(1).Select(second => (g.First(), second))),
    ];

    public static void Report(SourceProductionContext context, (AliasClaim First, AliasClaim Second) clash, Compilation compilation)
    {
        var type = compilation.Assembly.GetTypeByMetadataName(clash.Second.MetadataName);
        var attribute = type?.GetAttributes().FirstOrDefault(a => a.AttributeClass.Is(OrleansNames.Alias) && clash.Second.Alias.Equals(a.Argument()));
        var location = type?.LocationOf(attribute) ?? Location.None;
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.DuplicateAlias, location, clash.First.MetadataName, clash.Second.MetadataName, clash.Second.Alias));
    }
}
