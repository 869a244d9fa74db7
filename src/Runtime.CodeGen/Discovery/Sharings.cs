using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>
/// Decides which values are immutable all the way down, so that a local call may pass them without a copy.
///
/// A type of this compilation is judged by its fields, all of them: a field that is not serialized can still be changed. A type of
/// another assembly is not, because a reference assembly leaves private fields out; its codec is asked at run time instead. A class
/// counts only if it is sealed, or says [Immutable]: a derived class could add what it likes. Grain interfaces do not
/// count either: what is passed may be the grain or observer itself, of which the copy is a reference.
/// </summary>
internal static class Sharings
{
    /// <summary>Deeper nesting than this is a type that grows without end; it is copied.</summary>
    private const int DepthMax = 16;

    /// <summary>Of a value held in a field or variable. A struct is copied by being read, so its own fields may be mutable.</summary>
    public static Sharing OfValue(ITypeSymbol type) => Of(type, [], strict: false);

    /// <summary>Of every instance of a declared type, boxed ones included.</summary>
    public static Sharing OfDefinition(INamedTypeSymbol type) => Of(type, [], strict: true);

    private static Sharing Of(ITypeSymbol type, List<ITypeSymbol> enclosing, bool strict)
    {
        if (type.TypeKind == TypeKind.Enum) return Sharing.Always;
        if (type is ITypeParameterSymbol) return Ask(type);
        if (type is not INamedTypeSymbol named) return Sharing.Never;
        var name = TypeNames.Metadata(named);
        if (BuiltInTypes.IsShareable(name)) return Sharing.Always;
        if (BuiltInTypes.IsShareableWithArguments(name)) return All(TypeNames.AllTypeArguments(named), enclosing);
        if (named.IsMarkedImmutable()) return Sharing.Always;
        if (named.TypeKind is not (TypeKind.Struct or TypeKind.Class)) return Sharing.Never;
        if (named.TypeKind == TypeKind.Class && !named.IsSealed) return Sharing.Never;
        if (!named.Has(OrleansNames.GenerateSerializer)) return Sharing.Never;
        if (!IsSource(named)) return Ask(named);

        // A type that contains itself is immutable if everything else in it is.
        if (enclosing.Contains(named, SymbolEqualityComparer.Default)) return Sharing.Always;
        if (enclosing.Count == DepthMax) return Sharing.Never;
        enclosing.Add(named);
        var sharing = OfFields(named, enclosing, strict || named.TypeKind == TypeKind.Class);
        enclosing.RemoveAt(enclosing.Count - 1);
        return sharing;
    }

    private static Sharing OfFields(INamedTypeSymbol type, List<ITypeSymbol> enclosing, bool strict)
    {
        var types = new List<ITypeSymbol>();
        for (INamedTypeSymbol? current = type;
             current is not null && current.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType);
             current = current.BaseType)
        {
            if (!IsSource(current) || CapturesParameters(current)) return Sharing.Never;
            foreach (var field in current.GetMembers().OfType<IFieldSymbol>())
            {
                if (field.IsStatic || field.IsConst) continue;
                if (strict && !IsReadOnly(field)) return Sharing.Never;
                if (!field.IsMarkedImmutable() && field.AssociatedSymbol?.IsMarkedImmutable() != true) types.Add(field.Type);
            }
        }

        return All(types, enclosing);
    }

    private static Sharing All(IEnumerable<ITypeSymbol> types, List<ITypeSymbol> enclosing)
    {
        var asked = new SortedSet<string>(System.StringComparer.Ordinal);
        foreach (var type in types)
        {
            var sharing = Of(type, enclosing, strict: false);
            if (!sharing.IsPossible) return Sharing.Never;
            asked.UnionWith(sharing.AskedTypes);
        }

        return asked.Count == 0 ? Sharing.Always : new Sharing(true, new EquatableArray<string>(asked));
    }

    private static Sharing Ask(ITypeSymbol type) => new(true, new EquatableArray<string>([TypeNames.CSharp(type)]));

    private static bool IsSource(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Length > 0;

    private static bool IsReadOnly(IFieldSymbol field) =>
        field.IsReadOnly || field.AssociatedSymbol is IPropertySymbol { SetMethod: null or { IsInitOnly: true } };

    /// <summary>A primary constructor of a class that is no record may hide its parameters in fields that no symbol shows.</summary>
    private static bool CapturesParameters(INamedTypeSymbol type) => !type.IsRecord && type.DeclaringSyntaxReferences.Any(
        static r => r.GetSyntax() is TypeDeclarationSyntax { ParameterList.Parameters.Count: > 0 });
}
