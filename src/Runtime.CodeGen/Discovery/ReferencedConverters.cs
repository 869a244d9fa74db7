using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Orleans.CodeGen.Discovery;

/// <summary>The types that converters of referenced assemblies handle. It reads whole assemblies, so it is asked only when a finding depends on it.</summary>
internal static class ReferencedConverters
{
    private static readonly ConditionalWeakTable<Compilation, HashSet<string>> Cache = new();

    public static bool Handle(Compilation compilation, string metadataName) => Cache.GetValue(compilation, Find).Contains(metadataName);

    private static HashSet<string> Find(Compilation compilation)
    {
        if (compilation.GetTypeByMetadataName(OrleansNames.RegisterConverter) is not { } marker) return [];
        var names = AssemblyDiscovery.ReferencesTo(compilation, marker.ContainingAssembly)
            .Where(static assembly => assembly.Has(OrleansNames.TypeManifestProvider))
            .SelectMany(static assembly => AssemblyTypes.Of(assembly))
            .Where(static type => type.Has(OrleansNames.RegisterConverter))
            .SelectMany(static type => ConverterDiscovery.Conversions(type))
            .Select(ConverterDiscovery.ValueName);
        return new HashSet<string>(names, StringComparer.Ordinal);
    }
}
