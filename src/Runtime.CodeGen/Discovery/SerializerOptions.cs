using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Orleans.CodeGen.Discovery;

/// <summary>What [GenerateSerializer] says about a type's members.</summary>
/// <param name="GeneratesIds">Public properties get ids from their names.</param>
/// <param name="PositionalParameters">Parameters of the primary constructor that are serialized.</param>
/// <param name="ParameterNames">How a parameter's name is compared with a property's: a record makes the property from the parameter; elsewhere only the case may differ.</param>
internal sealed record SerializerOptions(bool GeneratesIds, ImmutableArray<IParameterSymbol> PositionalParameters, StringComparison ParameterNames)
{
    public static SerializerOptions Of(INamedTypeSymbol type)
    {
        var generatesIds = false;
        var includesParameters = type.IsRecord;
        foreach (var argument in type.Attribute(OrleansNames.GenerateSerializer)?.NamedArguments ?? [])
        {
            if (argument is { Key: "GenerateFieldIds", Value.Value: int ids }) generatesIds = ids != 0;
            if (argument is { Key: "IncludePrimaryConstructorParameters", Value.Value: bool includes }) includesParameters = includes;
        }

        var parameters = includesParameters ? PrimaryConstructor(type)?.Parameters : null;
        return new SerializerOptions(generatesIds, parameters ?? [], type.IsRecord ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>In source, the constructor that the type's own header declares; in metadata, the one that made a record's deconstructor.</summary>
    private static IMethodSymbol? PrimaryConstructor(INamedTypeSymbol type)
    {
        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is TypeDeclarationSyntax { ParameterList: not null })) return constructor;
        }

        if (type.DeclaringSyntaxReferences.Length > 0 || !type.IsRecord) return null;
        var deconstructor = type.GetMembers("Deconstruct").OfType<IMethodSymbol>().FirstOrDefault();
        return type.InstanceConstructors.FirstOrDefault(c => deconstructor is not null
            && c.Parameters.Select(static p => p.Name).SequenceEqual(deconstructor.Parameters.Select(static p => p.Name)));
    }
}
