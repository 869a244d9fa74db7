using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>The declarations of another assembly that code is generated for here.</summary>
internal sealed record DeclaringAssemblyModel(
    EquatableArray<GrainInterfaceModel> Interfaces,
    EquatableArray<SerializableTypeModel> Types,
    EquatableArray<ListedClassModel> Classes,
    EquatableArray<ConverterModel> Converters);

/// <summary>
/// Serves <c>[assembly: GenerateCodeForDeclaringAssembly(typeof(X))]</c>: contracts that were compiled without the generator. Only what
/// this assembly can see gets code, and an assembly that has a manifest already is left alone.
/// </summary>
internal static class DeclaringAssemblyDiscovery
{
    public static DeclaringAssemblyModel Discover(IEnumerable<AttributeData> attributes, Compilation compilation)
    {
        var types = attributes
            .Select(static a => (a.Argument() as INamedTypeSymbol)?.ContainingAssembly)
            .Where(a => a is not null && !SymbolEqualityComparer.Default.Equals(a, compilation.Assembly) && !a.Has(OrleansNames.TypeManifestProvider))
            .Distinct(SymbolEqualityComparer.Default)
            .SelectMany(static a => AssemblyTypes.Of((IAssemblySymbol)a!))
            .Where(type => compilation.IsSymbolAccessibleWithin(type, compilation.Assembly))
            .ToList();
        return new DeclaringAssemblyModel(
            Models(types.Where(static t => t.IsGrainInterface()).Select(GrainInterfaceDiscovery.Discover)),
            Models(types.Where(static t => t.Has(OrleansNames.GenerateSerializer)).Select(SerializableTypeDiscovery.Discover)),
            Models(types.Where(static t => t.TypeKind == TypeKind.Class).Select(ClassDiscovery.Discover)),
            Models(types.Where(static t => t.Has(OrleansNames.RegisterConverter)).Select(ConverterDiscovery.Discover)));
    }

    private static EquatableArray<T> Models<T>(IEnumerable<Discovered<T>?> discovered)
        where T : class, System.IEquatable<T> => new(discovered.Select(static d => d?.Model).OfType<T>());
}
