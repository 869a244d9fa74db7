using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Diagnostics;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>Finds types whose members have ids but that nothing serializes: the attribute on the type was forgotten.</summary>
internal static class StrayIdCheck
{
    /// <summary>Called for each member with an [Id]; the first one of a type reports for it.</summary>
    public static EquatableArray<DiagnosticModel> Check(ISymbol member)
    {
        var type = member is IParameterSymbol ? member.ContainingSymbol.ContainingType : member.ContainingType;
        if (member is not (IFieldSymbol or IPropertySymbol or IParameterSymbol) || type is null) return default;
        if (type.TypeKind == TypeKind.Interface || type.Has(OrleansNames.GenerateSerializer)) return default;
        if (!SymbolEqualityComparer.Default.Equals(WithIds(type).FirstOrDefault(), member)) return default;
        var findings = new Findings();
        findings.AddUnlessConverted(TypeNames.Metadata(type), Descriptors.IdWithoutGenerateSerializer, type.FirstLocation(), type.Display());
        return findings.With<string>(null).Findings;
    }

    private static IEnumerable<ISymbol> WithIds(INamedTypeSymbol type) => type.GetMembers()
        .Where(static m => m is IFieldSymbol or IPropertySymbol)
        .Concat(type.InstanceConstructors.SelectMany(static c => c.Parameters))
        .Where(static m => m.Id() is not null);
}
