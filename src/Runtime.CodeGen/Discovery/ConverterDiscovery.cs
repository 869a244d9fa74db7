using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Diagnostics;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>Turns a type with [RegisterConverter] into what the manifest says of it.</summary>
internal static class ConverterDiscovery
{
    public static Discovered<ConverterModel> Discover(INamedTypeSymbol type)
    {
        var findings = new Findings();
        var conversions = Conversions(type).ToArray();
        var problem = conversions.Length == 0 ? "it does not implement IConverter<TValue, TSurrogate>"
            : type.IsAbstract ? "it is abstract"
            : !type.IsReachable() ? "generated code cannot name it"
            : null;
        if (problem is not null)
        {
            findings.Add(Descriptors.InvalidConverter, type.FirstLocation(), type.Display(), problem);
            return findings.With<ConverterModel>(null);
        }

        return findings.With(new ConverterModel(
            TypeNames.Metadata(type),
            new EquatableArray<string>(conversions.Select(static c => ValueName(c))),
            new EquatableArray<string>(conversions.Select(c => $"manifest.AddConverter(typeof({Open(c.TypeArguments[0])}), typeof({Open(c.TypeArguments[1])}), typeof({TypeNames.Open(type)}));"))));
    }

    /// <summary>The reflection names of the types that a converter handles.</summary>
    public static string ValueName(INamedTypeSymbol conversion) =>
        conversion.TypeArguments[0] is INamedTypeSymbol value ? TypeNames.Metadata(value) : conversion.TypeArguments[0].Display();

    public static System.Collections.Generic.IEnumerable<INamedTypeSymbol> Conversions(INamedTypeSymbol type) =>
        type.AllInterfaces.Where(static i => i.Is(OrleansNames.Converter));

    /// <summary>A converter of a generic type is generic itself and registered open; an argument that is closed stays so.</summary>
    private static string Open(ITypeSymbol type) =>
        type is INamedTypeSymbol named && TypeNames.AllTypeArguments(named).Any(static a => a is ITypeParameterSymbol) ? TypeNames.Open(named) : TypeNames.CSharp(type);
}
