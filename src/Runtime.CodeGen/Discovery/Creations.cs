using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Diagnostics;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>
/// Decides how a codec makes an instance: with the marked constructor, all arguments default; else with the constructor without
/// parameters; else without any constructor, all fields zero.
/// </summary>
internal static class Creations
{
    private const string SetsRequiredMembers = "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute";

    public static Creation Of(INamedTypeSymbol type, Findings findings, out EquatableArray<string> arguments)
    {
        arguments = default;
        var marked = type.InstanceConstructors
            .Where(static c => c.Has(OrleansNames.ActivatorConstructor) || c.Has(OrleansNames.OrleansConstructor))
            .ToList();
        if (marked.Count > 1) findings.Add(Descriptors.SeveralActivatorConstructors, marked[1].FirstLocation(), type.Display());
        if (type.IsAbstract || type.TypeKind != TypeKind.Class) return Creation.Never;
        var constructor = marked.FirstOrDefault() ?? type.InstanceConstructors.FirstOrDefault(static c => c.Parameters.Length == 0);
        if (constructor is null) return Creation.Uninitialized;
        arguments = new EquatableArray<string>(constructor.Parameters.Select(static p => TypeNames.CSharp(p.Type)));
        var demandsMembers = HasRequiredMembers(type) && !constructor.Has(SetsRequiredMembers);
        return Reachability.IsReachable(constructor.DeclaredAccessibility) && !demandsMembers ? Creation.Constructor : Creation.HiddenConstructor;
    }

    private static bool HasRequiredMembers(INamedTypeSymbol type) => new[] { type }.Concat(type.BaseTypes()).Any(static t => t.GetMembers().Any(
        static m => m is IFieldSymbol { IsRequired: true } or IPropertySymbol { IsRequired: true }));
}
