using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>
/// Decides how generated code gets and sets a member: by name where C# allows it, else through an accessor of the field behind it,
/// else through an accessor of the property's own methods.
/// </summary>
internal static class MemberAccesses
{
    /// <summary>Why a member with an id cannot be serialized, as the end of "has an [Id], but"; null if it can.</summary>
    public static string? Problem(ISymbol member, IFieldSymbol? backingField) => member switch
    {
        IFieldSymbol { IsConst: true } => "it is a constant",
        { IsStatic: true } => "it is static",
        { IsAbstract: true } => "it is abstract, and each derived class has its own",
        IFieldSymbol { IsFixedSizeBuffer: true } => "it is a fixed-size buffer",
        IPropertySymbol { RefKind: not RefKind.None } => "it returns a reference",
        IPropertySymbol { GetMethod: null } when backingField is null => "it has no getter",
        IPropertySymbol { SetMethod: null } when backingField is null && IsSource(member) => "it has no setter and is not automatic",
        _ => null,
    };

    public static MemberModel Model(ISymbol member, IFieldSymbol? backingField, uint id)
    {
        if (member is IFieldSymbol field)
        {
            var isNamed = Reachability.IsReachable(field.DeclaredAccessibility);
            return new MemberModel(
                field.Name,
                id,
                Values.Model(field.Type, field.IsMarkedImmutable()),
                isNamed ? MemberAccess.Direct : MemberAccess.Field,
                isNamed && !field.IsReadOnly ? MemberAccess.Direct : MemberAccess.Field,
                field.MetadataName);
        }

        var property = (IPropertySymbol)member;
        // A reference assembly hides the field behind a property; where there is no setter either, it must be an automatic one.
        var hasField = backingField is not null || property.SetMethod is null;
        return new MemberModel(
            property.Name,
            id,
            Values.Model(property.Type, property.IsMarkedImmutable() || backingField?.IsMarkedImmutable() == true),
            IsNamed(property, property.GetMethod) ? MemberAccess.Direct : hasField ? MemberAccess.Field : MemberAccess.Method,
            IsNamed(property, property.SetMethod) && !property.SetMethod!.IsInitOnly ? MemberAccess.Direct : hasField ? MemberAccess.Field : MemberAccess.Method,
            hasField ? backingField?.MetadataName ?? $"<{property.Name}>k__BackingField" : null);
    }

    private static bool IsNamed(IPropertySymbol property, IMethodSymbol? accessor) =>
        accessor is not null && Reachability.IsReachable(property.DeclaredAccessibility) && Reachability.IsReachable(accessor.DeclaredAccessibility);

    private static bool IsSource(ISymbol member) => member.ContainingType.DeclaringSyntaxReferences.Length > 0;
}
