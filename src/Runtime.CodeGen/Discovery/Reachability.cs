using System.Linq;
using Microsoft.CodeAnalysis;

namespace Orleans.CodeGen.Discovery;

/// <summary>Tells what generated code, which is in the same assembly and in no type of the user's, may name.</summary>
internal static class Reachability
{
    /// <summary>True when the type and everything in its type arguments can be named.</summary>
    public static bool CanName(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => CanName(array.ElementType),
        INamedTypeSymbol named => named.IsReachable() && TypeNames.AllTypeArguments(named).All(CanName),
        _ => true,
    };

    /// <summary>False for a type that the compiler could not find. It says so itself; code that mentions the type would only say it again.</summary>
    public static bool IsKnown(ITypeSymbol type) => type switch
    {
        IErrorTypeSymbol => false,
        IArrayTypeSymbol array => IsKnown(array.ElementType),
        INamedTypeSymbol named => TypeNames.AllTypeArguments(named).All(IsKnown),
        _ => true,
    };

    public static bool IsReachable(Accessibility accessibility) =>
        accessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
}
