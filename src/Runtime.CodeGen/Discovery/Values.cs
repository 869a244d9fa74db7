using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>Decides how values of a declared type are written, read, copied and let go.</summary>
internal static class Values
{
    public static ValueModel Model(ITypeSymbol type, bool isMarkedImmutable)
    {
        var underlying = (type as INamedTypeSymbol)?.EnumUnderlyingType;
        var sharing = isMarkedImmutable ? Sharing.Always : Sharings.OfValue(type);
        return new ValueModel(
            TypeNames.CSharp(type),
            BuiltInTypes.Primitive((ITypeSymbol?)underlying ?? type),
            underlying is null ? null : TypeNames.CSharp(underlying),
            NeedsCopy: !sharing.IsAlways,
            HoldsReferences: !type.IsUnmanagedType,
            sharing);
    }
}
