using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>Questions that every discovery asks of symbols.</summary>
internal static class Symbols
{
    /// <summary>Compares by full name. The simple name goes first: it decides nearly every comparison without building a string.</summary>
    public static bool Is(this ITypeSymbol? type, string metadataName) =>
        type is INamedTypeSymbol named
        && metadataName.EndsWith(named.MetadataName, StringComparison.Ordinal)
        && TypeNames.Metadata(named) == metadataName;

    public static AttributeData? Attribute(this ISymbol symbol, string metadataName)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass.Is(metadataName)) return attribute;
        }

        return null;
    }

    public static bool Has(this ISymbol symbol, string attributeMetadataName) => symbol.Attribute(attributeMetadataName) is not null;

    /// <summary>The attribute's first argument, or null.</summary>
    public static object? Argument(this AttributeData attribute) => attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].Value : null;

    /// <summary>The value of [Id], or null.</summary>
    public static uint? Id(this ISymbol symbol) =>
        symbol.Attribute(OrleansNames.Id)?.Argument() as uint?;

    /// <summary>The text of the first [Alias], or null.</summary>
    public static string? Alias(this ISymbol symbol) =>
        symbol.Attribute(OrleansNames.Alias)?.Argument() as string;

    /// <summary>The texts of all [Alias] attributes: the first is written, the others are names of the past that are still read.</summary>
    public static EquatableArray<string> Aliases(this ISymbol symbol) => new(symbol.GetAttributes()
        .Where(static a => a.AttributeClass.Is(OrleansNames.Alias))
        .Select(static a => a.Argument())
        .OfType<string>());

    public static bool IsMarkedImmutable(this ISymbol symbol) =>
        symbol.Has(OrleansNames.Immutable) || symbol.Has(OrleansNames.ConcurrencyImmutable);

    public static bool Implements(this ITypeSymbol type, string interfaceMetadataName) =>
        type.AllInterfaces.Any(i => i.Is(interfaceMetadataName));

    /// <summary>An interface whose methods are calls: it extends the addressable marker and is not itself a marker.</summary>
    public static bool IsGrainInterface(this INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && type.Implements(OrleansNames.Addressable) && !OrleansNames.IsMarkerInterface(TypeNames.Metadata(type));

    public static IEnumerable<INamedTypeSymbol> BaseTypes(this ITypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType) yield return current;
    }

    public static bool IsException(this ITypeSymbol type) => type.Is("System.Exception") || type.BaseTypes().Any(static b => b.Is("System.Exception"));

    /// <summary>True when another file of the assembly can name the type.</summary>
    public static bool IsReachable(this INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.IsFileLocal) return false;
            if (!Reachability.IsReachable(current.DeclaredAccessibility)) return false;
        }

        return true;
    }

    /// <summary>The place of an attribute in source, or that of what it stands on.</summary>
    public static Location? LocationOf(this ISymbol symbol, AttributeData? attribute) =>
        attribute?.ApplicationSyntaxReference is { } reference
            ? Location.Create(reference.SyntaxTree, reference.Span)
            : symbol.FirstLocation();

    public static Location? FirstLocation(this ISymbol symbol) => symbol.Locations.FirstOrDefault(static l => l.IsInSource);

    /// <summary>A name for people.</summary>
    public static string Display(this ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);
}
