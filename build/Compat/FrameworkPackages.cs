using System.Globalization;

namespace OrleansAgents.Compat;

/// <summary>
/// Packages whose content the shared framework brings (Microsoft.Extensions.Hosting and its like). A project on this engine has
/// that framework anyway, so such a package need not be restored. The SDK carries the list with its reference assemblies.
/// </summary>
internal sealed class FrameworkPackages(IReadOnlyDictionary<string, Version> included)
{
    /// <summary>Reads the list of the newest installed reference assemblies; empty if there are none, and then every package is restored.</summary>
    public static FrameworkPackages Load(string dotnetRoot)
    {
        var pack = Path.Combine(dotnetRoot, "packs", "Microsoft.AspNetCore.App.Ref");
        var lists = Directory.Exists(pack) ? Directory.GetFiles(pack, "PackageOverrides.txt", SearchOption.AllDirectories) : [];
        return new FrameworkPackages(Parse(lists.Length == 0 ? [] : File.ReadLines(lists.Order(StringComparer.Ordinal).Last())));
    }

    /// <summary>Lines of the form <c>Microsoft.Extensions.Hosting|10.0.0</c>.</summary>
    public static Dictionary<string, Version> Parse(IEnumerable<string> lines)
    {
        var packages = new Dictionary<string, Version>(StringComparer.OrdinalIgnoreCase);
        foreach (var parts in lines.Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(parts => parts.Length == 2))
        {
            packages[parts[0]] = Version.Parse(parts[1]);
        }

        return packages;
    }

    /// <param name="version">As written in the project, or null where it is not known; servicing releases of the framework's own version count as included.</param>
    public bool Includes(string package, string? version)
    {
        if (!included.TryGetValue(package, out var mine))
        {
            return false;
        }

        var parts = version?.Split('.') ?? [];
        return parts.Length < 2
            || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out var major)
            || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var minor)
            || (major, minor).CompareTo((mine.Major, mine.Minor)) <= 0;
    }
}
