using System.Xml.Linq;

namespace OrleansAgents.Compat;

/// <summary>
/// Takes Orleans' packages out of a project file, or of a props or targets file that projects import, and leaves the item
/// <c>OrleansPackage</c> in their place. The item keeps the condition of what it replaces, so which project uses which package is
/// still decided where it was; compat.targets then turns the items into references.
/// </summary>
internal sealed class ProjectRewriter(FrameworkPackages framework, IReadOnlyDictionary<string, string> centralVersions)
{
    public const string OrleansItem = "OrleansPackage";
    public const string FrameworkItem = "FrameworkPackage";

    /// <summary>The property of a project that gets Orleans through a project reference.</summary>
    public const string ByReference = "OrleansByReference";

    /// <summary>Packages of <c>PackageVersion</c> items by id: where versions are managed centrally, references name none.</summary>
    public static IEnumerable<KeyValuePair<string, string>> CentralVersions(XDocument document) =>
        from element in document.Descendants()
        where element.Name.LocalName == "PackageVersion" && element.Attribute("Include") is not null && element.Attribute("Version") is not null
        select KeyValuePair.Create(element.Attribute("Include")!.Value, element.Attribute("Version")!.Value);

    /// <summary>Changes the document.</summary>
    /// <param name="usesSharedFramework">False for projects that run where there is none, as in a browser: their packages stay.</param>
    public void Rewrite(XDocument document, bool usesSharedFramework)
    {
        foreach (var element in document.Descendants().ToList())
        {
            switch (element.Name.LocalName)
            {
                case "PackageReference" or "GlobalPackageReference":
                    RewriteReference(element, usesSharedFramework);
                    break;
                case "PackageVersion" when Ids(element).Any(PackageMap.IsOrleans):
                    RemoveIds(element, PackageMap.IsOrleans);
                    break;
                case "TargetFramework" or "TargetFrameworks" when element.Parent?.Name.LocalName == "PropertyGroup":
                    element.Remove();
                    break;
            }
        }
    }

    /// <summary>Makes the project import <paramref name="props"/> before anything of its own.</summary>
    public static void ImportFirst(XDocument document, string props) =>
        document.Root!.AddFirst(new XElement(document.Root.Name.Namespace + "Import", new XAttribute("Project", props)));

    public static void MarkByReference(XDocument document)
    {
        var space = document.Root!.Name.Namespace;
        document.Root.Add(new XElement(space + "PropertyGroup", new XElement(space + ByReference, "true")));
    }

    /// <summary>Removes packages that could not be restored.</summary>
    public static void RemovePackages(XDocument document, IReadOnlySet<string> packages)
    {
        foreach (var element in document.Descendants().Where(element => element.Name.LocalName is "PackageReference" or "GlobalPackageReference").ToList())
        {
            RemoveIds(element, packages.Contains);
        }
    }

    public static IEnumerable<string> Ids(XElement element) =>
        ((element.Attribute("Include") ?? element.Attribute("Update"))?.Value ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private void RewriteReference(XElement element, bool usesSharedFramework)
    {
        var version = element.Attribute("Version")?.Value ?? element.Attribute("VersionOverride")?.Value
            ?? element.Elements().FirstOrDefault(child => child.Name.LocalName is "Version" or "VersionOverride")?.Value;
        foreach (var id in Ids(element).ToList())
        {
            var item = PackageMap.IsOrleans(id) ? OrleansItem
                : usesSharedFramework && framework.Includes(id, version ?? centralVersions.GetValueOrDefault(id)) ? FrameworkItem
                : null;
            if (item is null)
            {
                continue;
            }

            // An Update says only which version: it makes no reference, and an update of nothing changes nothing.
            if (element.Attribute("Include") is not null && !id.Contains('*', StringComparison.Ordinal))
            {
                element.AddBeforeSelf(new XElement(element.Name.Namespace + item, new XAttribute("Include", id), element.Attribute("Condition")));
            }

            RemoveIds(element, other => other == id);
        }
    }

    private static void RemoveIds(XElement element, Func<string, bool> remove)
    {
        var attribute = element.Attribute("Include") ?? element.Attribute("Update");
        if (attribute is null)
        {
            return;
        }

        var left = Ids(element).Where(id => !remove(id)).ToList();
        if (left.Count == 0)
        {
            element.Remove();
        }
        else
        {
            attribute.Value = string.Join(';', left);
        }
    }
}
