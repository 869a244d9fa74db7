using System.Linq;
using Microsoft.CodeAnalysis;

namespace Orleans.CodeGen.Discovery;

/// <summary>
/// Tells which types have a codec, as far as declarations show. Types that stand for others (object, interfaces, abstract classes,
/// type parameters) pass: the value's own type decides at run time.
/// </summary>
internal static class Serializability
{
    /// <summary>The type, inside <paramref name="type"/> or itself, that nothing serializes; null when all is well.</summary>
    public static ITypeSymbol? Culprit(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return Culprit(array.ElementType);
            case ITypeParameterSymbol or IDynamicTypeSymbol or IErrorTypeSymbol:
                return null;
            case INamedTypeSymbol { IsRefLikeType: false, TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface or TypeKind.Enum } named:
                return CulpritOfNamed(named);
            default:
                return type;
        }
    }

    private static ITypeSymbol? CulpritOfNamed(INamedTypeSymbol type)
    {
        var name = TypeNames.Metadata(type);
        if (name is "System.Memory`1" or "System.ReadOnlyMemory`1" && type.TypeArguments[0].SpecialType != SpecialType.System_Byte) return type;
        if (BuiltInTypes.Contains(name) || type.Has(OrleansNames.GenerateSerializer)) return CulpritOfArguments(type);
        if (type.TypeKind == TypeKind.Interface) return TypeNames.Namespace(type) == "System.Collections.Generic" ? CulpritOfArguments(type) : null;
        if (type.TypeKind == TypeKind.Enum) return null;
        if (type.IsAbstract && !type.IsStatic && !IsInfrastructure(name)) return null;
        if (type.IsException()) return null;
        return type;
    }

    private static ITypeSymbol? CulpritOfArguments(INamedTypeSymbol type) =>
        TypeNames.AllTypeArguments(type).Select(Culprit).FirstOrDefault(static culprit => culprit is not null);

    /// <summary>Abstract classes whose derived classes never are data.</summary>
    private static bool IsInfrastructure(string name) => name is "System.IO.Stream" or "System.Delegate" or "System.MulticastDelegate" or "System.Linq.Expressions.Expression";
}
