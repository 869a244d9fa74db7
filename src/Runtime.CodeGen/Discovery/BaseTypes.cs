using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Diagnostics;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>Finds the base class whose members a codec writes before its own.</summary>
internal static class BaseTypes
{
    /// <summary>
    /// The C# name of the nearest base class with something to serialize. One without state is passed over; one with state that
    /// nothing serializes is a finding, because that state would silently be missing on the other side.
    /// </summary>
    public static string? Nearest(INamedTypeSymbol type, Findings findings)
    {
        foreach (var current in type.BaseTypes())
        {
            if (current.SpecialType == SpecialType.System_Object || current.TypeKind == TypeKind.Error) return null;
            if (current.Has(OrleansNames.GenerateSerializer) || current.IsException() || BuiltInTypes.Contains(TypeNames.Metadata(current))) return TypeNames.CSharp(current);
            if (!HasState(current)) continue;
            findings.AddUnlessConverted(TypeNames.Metadata(current), Descriptors.BaseNotSerializable, type.FirstLocation(), type.Display(), current.Display());
            return TypeNames.CSharp(current);
        }

        return null;
    }

    /// <summary>
    /// True if the class has fields of its own. A reference assembly leaves private fields out, so a class of another assembly is judged by
    /// the properties that can be read and set.
    /// </summary>
    private static bool HasState(INamedTypeSymbol type) => type.GetMembers().Any(member => member switch
    {
        { IsStatic: true } => false,
        IFieldSymbol field => !field.Has("System.NonSerializedAttribute"),
        IPropertySymbol { IsAbstract: false, IsIndexer: false, GetMethod: not null, SetMethod: not null } => type.DeclaringSyntaxReferences.Length == 0,
        _ => false,
    });
}
