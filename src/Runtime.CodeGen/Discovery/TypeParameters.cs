using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>Type parameters with the constraints that generated classes must repeat.</summary>
internal static class TypeParameters
{
    /// <summary>True when a type parameter of a method is part of the type.</summary>
    public static bool IsOfMethod(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol parameter => parameter.TypeParameterKind == TypeParameterKind.Method,
        IArrayTypeSymbol array => IsOfMethod(array.ElementType),
        INamedTypeSymbol named => TypeNames.AllTypeArguments(named).Any(IsOfMethod),
        _ => false,
    };

    public static TypeParameterModel Model(ITypeParameterSymbol parameter)
    {
        var constraints = new List<string>();
        // "class?" is written "class": generated code is outside the nullable context, where the two are one.
        if (parameter.HasReferenceTypeConstraint) constraints.Add("class");
        if (parameter.HasUnmanagedTypeConstraint) constraints.Add("unmanaged");
        else if (parameter.HasValueTypeConstraint) constraints.Add("struct");
        if (parameter.HasNotNullConstraint) constraints.Add("notnull");
        foreach (var type in parameter.ConstraintTypes) constraints.Add(TypeNames.CSharp(type));
        if (parameter.HasConstructorConstraint) constraints.Add("new()");
        return new TypeParameterModel(TypeNames.Parameter(parameter), string.Join(", ", constraints));
    }
}
