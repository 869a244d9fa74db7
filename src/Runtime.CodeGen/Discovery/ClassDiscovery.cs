using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Diagnostics;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>Finds the classes that the manifest lists: grains, and exceptions that carry no serializer of their own.</summary>
internal static class ClassDiscovery
{
    private static readonly string[] CallAttributes =
        [OrleansNames.OneWay, OrleansNames.ReadOnly, OrleansNames.AlwaysInterleave, OrleansNames.ResponseTimeout];

    /// <summary>Null for a class that is neither.</summary>
    public static Discovered<ListedClassModel>? Discover(INamedTypeSymbol type)
    {
        if (type.IsStatic) return null;
        if (type.IsException()) return DiscoverException(type);
        return type.Implements(OrleansNames.Addressable) && !type.BaseTypes().Any(static b => b.Is(OrleansNames.GrainReference)) ? DiscoverGrain(type) : null;
    }

    private static Discovered<ListedClassModel>? DiscoverException(INamedTypeSymbol type) =>
        type.IsAbstract || !type.IsReachable() || type.Has(OrleansNames.GenerateSerializer)
            ? null
            : new Findings().With(new ListedClassModel(TypeNames.Open(type), TypeNames.Metadata(type), IsException: true));

    private static Discovered<ListedClassModel> DiscoverGrain(INamedTypeSymbol type)
    {
        var findings = new Findings();
        CheckCallAttributes(type, findings);
        if (type.IsAbstract || !type.Implements(OrleansNames.Grain)) return findings.With<ListedClassModel>(null);
        if (!type.IsReachable())
        {
            // A plain class behind a grain interface may be a stand-in in a test; one that derives from Grain is meant to be activated.
            if (type.Implements("Orleans.IGrainBase")) findings.Add(Descriptors.GrainClassNotAccessible, type.FirstLocation(), type.Display());
            return findings.With<ListedClassModel>(null);
        }

        CheckKeys(type, findings);
        return findings.With(CanBeClosed(type, findings) ? new ListedClassModel(TypeNames.Open(type), TypeNames.Metadata(type), IsException: false) : null);
    }

    private static void CheckCallAttributes(INamedTypeSymbol type, Findings findings)
    {
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            foreach (var name in CallAttributes)
            {
                if (method.Attribute(name) is not { } attribute) continue;
                var shortName = name.Substring(name.LastIndexOf('.') + 1).Replace("Attribute", "");
                findings.Add(Descriptors.AttributeOnGrainClass, method.LocationOf(attribute), method.Display(), shortName);
            }
        }
    }

    /// <summary>A call to a generic grain brings the type arguments of its interface; they must be those of the class.</summary>
    private static bool CanBeClosed(INamedTypeSymbol type, Findings findings)
    {
        var parameters = TypeNames.AllTypeParameters(type).ToArray();
        if (parameters.Length == 0) return true;
        if (type.AllInterfaces.Any(i => i.IsGrainInterface() && TypeNames.AllTypeArguments(i).SequenceEqual(parameters, SymbolEqualityComparer.Default))) return true;
        findings.Add(Descriptors.GenericGrainClass, type.FirstLocation(), type.Display(), parameters.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return false;
    }

    private static void CheckKeys(INamedTypeSymbol type, Findings findings)
    {
        var keys = GrainInterfaceDiscovery.Keys(type);
        if (keys.Length < 2) return;
        if (type.AllInterfaces.Any(static i => i.IsGrainInterface() && GrainInterfaceDiscovery.Keys(i).Length > 1)) return;
        findings.Add(Descriptors.AmbiguousKey, type.FirstLocation(), type.Display(), string.Join(", ", keys));
    }
}
