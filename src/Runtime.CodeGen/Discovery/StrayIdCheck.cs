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
        if (member is not IParameterSymbol && !SymbolEqualityComparer.Default.Equals(type.GetMembers().First(static m => m.Id() is not null && m is IFieldSymbol or IPropertySymbol), member))
            return default;
        var findings = new Findings();
        findings.Add(Descriptors.IdWithoutGenerateSerializer, type.FirstLocation(), type.Display());
        return findings.With<string>(null).Findings;
    }
}
