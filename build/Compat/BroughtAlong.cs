using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OrleansAgents.Compat;

/// <summary>
/// Microsoft's core package brings Newtonsoft.Json along, so an application may use it without naming it. This engine needs no such package;
/// a project whose sources name it gets a reference of its own, and the report says so.
/// </summary>
internal static partial class BroughtAlong
{
    public const string Package = "Newtonsoft.Json";

    /// <summary>The one that Orleans 10.4.2 asks for.</summary>
    private const string Version = "13.0.4";

    private static readonly HashSet<string> Languages = new(StringComparer.OrdinalIgnoreCase) { ".cs", ".fs", ".vb", ".razor", ".cshtml" };

    private static readonly HashSet<string> Without = new[] { "Core.Abstractions", "Serialization", "Serialization.Abstractions", "Analyzers", "CodeGenerator" }
        .Select(name => PackageMap.Prefix + name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether one of Orleans' packages depends on the core package, as all do but those that it is made of.</summary>
    public static bool ComesWith(string orleansPackage) => !Without.Contains(orleansPackage);

    /// <summary>Gives the project a reference, unless it has one or its sources do not need it.</summary>
    /// <returns>Whether the document has changed.</returns>
    public static bool Add(XDocument project, IEnumerable<string> sources)
    {
        if (project.Descendants().Any(element => element.Name.LocalName == "PackageReference" && ProjectRewriter.Ids(element).Contains(Package, StringComparer.OrdinalIgnoreCase))
            || !sources.Any(source => Use().IsMatch(source)))
        {
            return false;
        }

        // Where versions are managed centrally a reference must not say 'Version', and elsewhere nothing but that is heard.
        var space = project.Root!.Name.Namespace;
        project.Root.Add(new XElement(space + "ItemGroup", Reference("Version", "!="), Reference("VersionOverride", "==")));
        return true;

        XElement Reference(string version, string comparison) => new(
            space + "PackageReference",
            new XAttribute("Include", Package),
            new XAttribute(version, Version),
            new XAttribute("Condition", $"'$(ManagePackageVersionsCentrally)' {comparison} 'true'"));
    }

    /// <summary>The texts of a project's sources: of the files beside and below its own.</summary>
    public static IEnumerable<string> SourcesOf(string projectFile) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(projectFile)!, "*", SearchOption.AllDirectories).Where(file => Languages.Contains(Path.GetExtension(file))).Select(File.ReadAllText);

    [GeneratedRegex(@"\bNewtonsoft\s*\.\s*Json\b")]
    private static partial Regex Use();
}
