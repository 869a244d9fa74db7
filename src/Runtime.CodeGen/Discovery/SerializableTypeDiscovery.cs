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
            kind == SerializableKind.Class ? BaseTypes.Nearest(type, findings) : null,
            creation,
            constructorArguments,
            !type.Has(OrleansNames.SuppressReferenceTracking),
            kind == SerializableKind.Enum ? Sharing.Always : Sharings.OfDefinition(type),
            members.Positional,
            members.Numbered));
    }
}
