using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>
/// The names of types in generated code, in reflection and in method signatures.
/// Tuples and <c>dynamic</c> are written as the types that they stand for: generated code may then take their <c>typeof</c>, and element names never disagree.
/// </summary>
internal static class TypeNames
{
    /// <summary><c>global::Ns.Outer&lt;int&gt;.Inner</c>, as written where the type parameters of the symbol are in scope.</summary>
    public static string CSharp(ITypeSymbol type) => Append(new StringBuilder(), type).ToString();

    /// <summary>The operand of <c>typeof</c>: as <see cref="CSharp"/> without type arguments.</summary>
    public static string Open(INamedTypeSymbol type) => AppendNamed(new StringBuilder(), type, open: true).ToString();

    /// <summary><c>Ns.Outer`1+Inner</c>.</summary>
    public static string Metadata(INamedTypeSymbol type)
    {
        var definition = type.OriginalDefinition;
        if (definition.ContainingType is { } outer) return Metadata(outer) + "+" + definition.MetadataName;
        var space = Namespace(definition);
        return space.Length == 0 ? definition.MetadataName : space + "." + definition.MetadataName;
    }

    /// <summary>A type in a method signature: reflection's name with type arguments, <c>!n</c> for the interface's parameters and <c>!!n</c> for the method's.</summary>
    public static string Signature(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Signature(array.ElementType) + "[" + new string(',', array.Rank - 1) + "]",
        ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method } parameter => "!!" + parameter.Ordinal,
        ITypeParameterSymbol parameter => "!" + AllTypeParameters(parameter.ContainingType).ToList().IndexOf(parameter),
        IDynamicTypeSymbol => "System.Object",
        INamedTypeSymbol named when AllTypeArguments(named).ToArray() is { Length: > 0 } arguments =>
            Metadata(named) + "[" + string.Join(",", arguments.Select(Signature)) + "]",
        INamedTypeSymbol named => Metadata(named),
        _ => type.ToDisplayString(),
    };

    /// <summary>The namespace, empty for the global one.</summary>
    public static string Namespace(INamedTypeSymbol type) =>
        type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : "";

    /// <summary>The identifier as source writes it.</summary>
    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None
            ? "@" + identifier
            : identifier;

    /// <summary>The type's parameters preceded by those of the types around it.</summary>
    public static IEnumerable<ITypeParameterSymbol> AllTypeParameters(INamedTypeSymbol type) =>
        (type.ContainingType is { } outer ? AllTypeParameters(outer) : []).Concat(type.TypeParameters);

    /// <summary>The type's arguments preceded by those of the types around it.</summary>
    public static IEnumerable<ITypeSymbol> AllTypeArguments(INamedTypeSymbol type) =>
        (type.ContainingType is { } outer ? AllTypeArguments(outer) : []).Concat(type.TypeArguments);

    /// <summary>
    /// The name of a type parameter in generated code. One class has the parameters of all the types and the method around it,
    /// where source may declare the same name twice, an inner one hiding an outer one; so the inner one is numbered.
    /// </summary>
    public static string Parameter(ITypeParameterSymbol parameter)
    {
        var hidden = 0;
        for (var outer = parameter.TypeParameterKind == TypeParameterKind.Method ? parameter.ContainingType : parameter.ContainingType?.ContainingType;
             outer is not null;
             outer = outer.ContainingType)
        {
            if (outer.TypeParameters.Any(p => p.Name == parameter.Name)) hidden++;
        }

        return hidden == 0 ? Escape(parameter.Name) : parameter.Name + "_" + hidden;
    }

    /// <summary>All names of a declared type.</summary>
    public static TypeModel Model(INamedTypeSymbol type)
    {
        var definition = type.OriginalDefinition;
        var metadataName = Metadata(definition);
        var parameters = AllTypeParameters(definition).Select(TypeParameters.Model);
        return new TypeModel(
            CSharp(definition),
            Open(definition),
            metadataName,
            GeneratedNamespace(definition),
            SafeName(definition, metadataName),
            new EquatableArray<TypeParameterModel>(parameters));
    }

    /// <summary>An identifier for the type, unique in its namespace: the plain name where that is unambiguous, else followed by a hash of the full name.</summary>
    public static string SafeName(INamedTypeSymbol type, string metadataName)
    {
        if (type.ContainingType is null && type.Arity == 0 && !type.Name.Contains('_')) return type.Name;
        var names = new List<string>();
        for (var current = type; current is not null; current = current.ContainingType) names.Insert(0, current.Name);
        return string.Join("_", names) + "_" + StableHash.Hex(metadataName);
    }

    /// <summary>The namespace of the code that is generated for a type.</summary>
    private static string GeneratedNamespace(INamedTypeSymbol type)
    {
        var space = Namespace(type);
        return space.Length == 0 ? "OrleansCodeGen" : "OrleansCodeGen." + EscapeNamespace(space);
    }

    private static string EscapeNamespace(string space) => string.Join(".", space.Split('.').Select(static part => Escape(part.TrimStart('@'))));

    private static StringBuilder Append(StringBuilder text, ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol:
                return AppendArray(text, type);
            case ITypeParameterSymbol parameter:
                return text.Append(Parameter(parameter));
            case IDynamicTypeSymbol:
                return text.Append("object");
            case INamedTypeSymbol { SpecialType: not SpecialType.None } special when Keyword(special.SpecialType) is { } keyword:
                return text.Append(keyword);
            case INamedTypeSymbol named:
                return AppendNamed(text, named, open: false);
            default:
                return text.Append(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));
        }
    }

    /// <summary>C# writes the ranks of an array of arrays from the outside in, after the innermost element type.</summary>
    private static StringBuilder AppendArray(StringBuilder text, ITypeSymbol type)
    {
        var ranks = new StringBuilder();
        while (type is IArrayTypeSymbol array)
        {
            ranks.Append('[').Append(',', array.Rank - 1).Append(']');
            type = array.ElementType;
        }

        return Append(text, type).Append(ranks);
    }

    private static StringBuilder AppendNamed(StringBuilder text, INamedTypeSymbol type, bool open)
    {
        if (type.IsTupleType && type.TupleUnderlyingType is { } tuple) type = tuple;
        if (type.ContainingType is { } outer) AppendNamed(text, outer, open).Append('.');
        else
        {
            text.Append("global::");
            var space = Namespace(type);
            if (space.Length > 0) text.Append(EscapeNamespace(space)).Append('.');
        }

        text.Append(Escape(type.Name));
        if (type.Arity == 0) return text;
        if (open) return text.Append('<').Append(',', type.Arity - 1).Append('>');
        text.Append('<');
        for (var i = 0; i < type.Arity; i++)
        {
            if (i > 0) text.Append(", ");
            Append(text, type.TypeArguments[i]);
        }

        return text.Append('>');
    }

    private static string? Keyword(SpecialType type) => type switch
    {
        SpecialType.System_Object => "object",
        SpecialType.System_Boolean => "bool",
        SpecialType.System_Char => "char",
        SpecialType.System_SByte => "sbyte",
        SpecialType.System_Byte => "byte",
        SpecialType.System_Int16 => "short",
        SpecialType.System_UInt16 => "ushort",
        SpecialType.System_Int32 => "int",
        SpecialType.System_UInt32 => "uint",
        SpecialType.System_Int64 => "long",
        SpecialType.System_UInt64 => "ulong",
        SpecialType.System_Decimal => "decimal",
        SpecialType.System_Single => "float",
        SpecialType.System_Double => "double",
        SpecialType.System_String => "string",
        SpecialType.System_Void => "void",
        _ => null,
    };
}
