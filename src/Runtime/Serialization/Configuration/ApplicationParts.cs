using System.Reflection;

namespace Orleans.Serialization.Configuration;

/// <summary>
/// Finds the assemblies with serializable types and grains. An assembly is loaded when its code first runs, so those that a host
/// merely references are not there yet: each assembly names its parts, and the walk follows the names.
/// </summary>
internal static class ApplicationParts
{
    /// <summary>The parts reachable from the entry assembly, this assembly and those loaded so far; the order is stable.</summary>
    public static IReadOnlyList<Assembly> Find()
    {
        var found = new List<Assembly>();
        var seen = new HashSet<Assembly>();
        Visit(typeof(ApplicationParts).Assembly, found, seen);
        if (Assembly.GetEntryAssembly() is { } entry)
        {
            Visit(entry, found, seen);
        }

        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            Visit(assembly, found, seen);
        }

        return found;
    }

    private static void Visit(Assembly assembly, List<Assembly> found, HashSet<Assembly> seen)
    {
        if (assembly.IsDynamic || !seen.Add(assembly))
        {
            return;
        }

        if (assembly.IsDefined(typeof(TypeManifestProviderAttribute)))
        {
            found.Add(assembly);
        }

        foreach (var part in assembly.GetCustomAttributes<ApplicationPartAttribute>())
        {
            try
            {
                Visit(Assembly.Load(new AssemblyName(part.AssemblyName)), found, seen);
            }
            catch (FileNotFoundException)
            {
                // A part that is not deployed has no code that could run here; a build-time-only reference is such a case.
            }
        }
    }
}
