using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Orleans.CodeGen.Discovery;

/// <summary>
/// The number of a method on the wire: [Id] if it has one, else a hash of its [Alias], else of its name and the full names of its parameters' types.
/// So a method may be moved, and its parameters renamed, without a change of protocol; a renamed method keeps it by an alias.
/// </summary>
internal static class MethodIds
{
    /// <param name="method">The method; its definition counts, not its type arguments.</param>
    /// <param name="isPlain">
    /// True for a method of a base interface that is not addressable. Its interface, with type arguments, is part of the number: two such
    /// interfaces may declare the same method.
    /// </param>
    public static uint Of(IMethodSymbol method, bool isPlain)
    {
        var definition = method.OriginalDefinition;
        if (definition.Id() is { } id) return id;
        if (definition.Alias() is { } alias) return StableHash.Of(alias);
        var arity = definition.Arity == 0 ? "" : "`" + definition.Arity.ToString(CultureInfo.InvariantCulture);
        var signature = $"{definition.Name}{arity}({string.Join(",", definition.Parameters.Select(static p => TypeNames.Signature(p.Type)))})";
        return StableHash.Of(isPlain ? TypeNames.Signature(method.ContainingType) + "::" + signature : signature);
    }

    public static string Text(uint id) => "0x" + id.ToString("X8", CultureInfo.InvariantCulture);
}
