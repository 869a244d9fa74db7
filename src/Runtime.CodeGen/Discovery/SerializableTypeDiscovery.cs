using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Diagnostics;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>Turns a type with [GenerateSerializer] into its model.</summary>
internal static class SerializableTypeDiscovery
{
    public static Discovered<SerializableTypeModel> Discover(INamedTypeSymbol type)
    {
        var findings = new Findings();
        var problem = type switch
        {
            { IsStatic: true } => "static",
            { IsRefLikeType: true } => "a ref struct",
            _ => null,
        };
        if (problem is not null)
        {
            findings.Add(Descriptors.CannotBeSerialized, type.FirstLocation(), type.Display(), problem);
            return findings.With<SerializableTypeModel>(null);
        }

        if (!type.IsReachable())
        {
            findings.Add(Descriptors.NotAccessible, type.FirstLocation(), type.Display());
            return findings.With<SerializableTypeModel>(null);
        }

        var kind = type.TypeKind switch
        {
            TypeKind.Enum => SerializableKind.Enum,
            TypeKind.Struct => SerializableKind.Struct,
            _ => SerializableKind.Class,
        };
        var members = kind == SerializableKind.Enum ? MemberDiscovery.None : MemberDiscovery.Discover(type, findings);
        var creation = Creations.Of(type, findings, out var constructorArguments);
        return findings.With(new SerializableTypeModel(
            TypeNames.Model(type),
            kind,
            type.Aliases(),
            kind == SerializableKind.Class ? BaseType(type, findings) : null,
            creation,
            constructorArguments,
            !type.Has(OrleansNames.SuppressReferenceTracking),
            kind == SerializableKind.Enum ? Sharing.Always : Sharings.OfDefinition(type),
            members.Positional,
            members.Numbered));
    }

    /// <summary>
    /// The nearest base class with something to serialize. One without fields is passed over; one with fields that nothing serializes is
    /// a finding, because its state would silently be missing on the other side.
    /// </summary>
    private static string? BaseType(INamedTypeSymbol type, Findings findings)
    {
        foreach (var current in type.BaseTypes())
        {
            if (current.SpecialType == SpecialType.System_Object) return null;
            if (current.Has(OrleansNames.GenerateSerializer) || current.IsException()) return TypeNames.CSharp(current);
            if (!current.GetMembers().OfType<IFieldSymbol>().Any(static f => !f.IsStatic && !IsLeftOut(f)) && IsSource(current)) continue;
            if (!IsSource(current) && current.GetMembers().Length == 0) continue;
            findings.AddUnlessConverted(TypeNames.Metadata(current), Descriptors.BaseNotSerializable, type.FirstLocation(), type.Display(), current.Display());
            return TypeNames.CSharp(current);
        }

        return null;
    }

    private static bool IsLeftOut(IFieldSymbol field) => field.Has("System.NonSerializedAttribute");

    private static bool IsSource(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Length > 0;
}
