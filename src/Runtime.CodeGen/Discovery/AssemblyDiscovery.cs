using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>
/// Finds the assemblies with manifests among the references, directly and through what those say of their own. So a host
/// finds every manifest from its entry assembly, without searching files.
/// </summary>
internal static class AssemblyDiscovery
{
    public static AssemblyModel Discover(Compilation compilation)
    {
        var marker = compilation.GetTypeByMetadataName(OrleansNames.TypeManifestProvider);
        var parts = new SortedSet<string>(StringComparer.Ordinal);
        if (marker is not null)
        {
            foreach (var assembly in ReferencesTo(compilation, marker.ContainingAssembly))
            {
                var isPart = false;
                foreach (var attribute in assembly.GetAttributes())
                {
                    isPart |= attribute.AttributeClass.Is(OrleansNames.TypeManifestProvider);
                    if (!attribute.AttributeClass.Is(OrleansNames.ApplicationPart) || attribute.Argument() is not string part) continue;
                    isPart = true;
                    parts.Add(part);
                }

                if (isPart) parts.Add(assembly.Name);
            }

            parts.Remove(compilation.Assembly.Name);
        }

        return new AssemblyModel(compilation.Assembly.Name, marker is not null, new EquatableArray<string>(parts));
    }

    /// <summary>
    /// Assemblies that may have a manifest: the one with Orleans' attributes and those that refer to it. The others, hundreds of the
    /// framework's, are passed over without reading their attributes.
    /// </summary>
    public static IEnumerable<IAssemblySymbol> ReferencesTo(Compilation compilation, IAssemblySymbol runtime) => compilation.SourceModule.ReferencedAssemblySymbols
        .Where(assembly => assembly.Name == runtime.Name || assembly.Modules.First().ReferencedAssemblies.Any(reference => reference.Name == runtime.Name));
}
