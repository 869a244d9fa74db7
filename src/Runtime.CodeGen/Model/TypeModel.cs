using System.Linq;

namespace Orleans.CodeGen.Model;

/// <summary>A type parameter of generated code: its name there and its constraints as they are written after the colon, empty without any.</summary>
internal sealed record TypeParameterModel(string Name, string Constraints);

/// <summary>
/// The names of a declared type. Generated classes have the type's own parameters followed by nothing else, and those of
/// the types around it before them, as the compiled type has.
/// </summary>
/// <param name="CSharpName">How generated code names the type inside a class with the same type parameters: <c>global::Ns.Outer&lt;T&gt;.Inner</c>.</param>
/// <param name="OpenName">The operand of <c>typeof</c>: <c>global::Ns.Outer&lt;&gt;.Inner</c>.</param>
/// <param name="MetadataName">The reflection name: <c>Ns.Outer`1+Inner</c>.</param>
/// <param name="GeneratedNamespace">Where the code generated for the type lives.</param>
/// <param name="SafeName">The part of a generated class's name that stands for the type; unique in its namespace.</param>
internal sealed record TypeModel(
    string CSharpName,
    string OpenName,
    string MetadataName,
    string GeneratedNamespace,
    string SafeName,
    EquatableArray<TypeParameterModel> TypeParameters)
{
    public bool IsGeneric => TypeParameters.Count > 0;

    /// <summary><c>&lt;T, U&gt;</c>, or nothing.</summary>
    public string TypeArguments => IsGeneric ? "<" + string.Join(", ", TypeParameters.Select(static p => p.Name)) + ">" : "";

    /// <summary><c>&lt;,&gt;</c>, or nothing.</summary>
    public string OpenTypeArguments => IsGeneric ? "<" + new string(',', TypeParameters.Count - 1) + ">" : "";

    /// <summary>The fully qualified name, without type arguments, of a generated class for this type.</summary>
    public string Generated(string prefix) => $"global::{GeneratedNamespace}.{prefix}_{SafeName}";
}
