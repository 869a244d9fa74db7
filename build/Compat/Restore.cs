using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OrleansAgents.Compat;

/// <summary>
/// Restores packages until only such are left as can be had: what cannot be found is taken out of its projects and noted, so that the rest of
/// the application still builds and shows what it needs of the engine. A third-party package that brings Microsoft's own Orleans
/// assemblies is taken out too: its types are not ours.
/// </summary>
internal sealed partial class Restore(ScratchCopy copy, string solution, IReadOnlyList<ApplicationProject> projects)
{
    /// <summary>Each round takes at least one package out; an application that needs more rounds than this is reported with what is still missing.</summary>
    private const int RoundsMax = 10;

    /// <returns>Errors that are not about packages.</returns>
    public async Task<IReadOnlyList<Diagnostic>> Run()
    {
        IReadOnlyList<Diagnostic> others = [];
        for (var round = 0; round < RoundsMax; round++)
        {
            var errors = Diagnostic.Parse(await DotnetCommand.Run(copy.Root, "restore", solution));
            others = [.. errors.Where(error => MissingPackage(error) is null)];
            if (!TakeOutMissing(errors) && !TakeOutBuiltOnMicrosoft())
            {
                break;
            }
        }

        return others;
    }

    /// <summary>The package that an error of NuGet says it cannot find; null for any other error.</summary>
    public static string? MissingPackage(Diagnostic error) =>
        error.Code is "NU1100" or "NU1101" or "NU1102" or "NU1103" && PackageInMessage().Match(error.Message) is { Success: true } match ? match.Groups["id"].Value : null;

    /// <summary>Whether a package, or anything that it depends on, is one of Microsoft's, by the project's assets file.</summary>
    public static bool BringsOrleans(JsonElement assets, string package)
    {
        var dependencies = assets.GetProperty("targets").EnumerateObject().SelectMany(target => target.Value.EnumerateObject())
            .ToLookup(library => library.Name.Split('/')[0], library => library.Value, StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<string>([package]);
        while (open.TryPop(out var id))
        {
            if (PackageMap.IsOrleans(id))
            {
                return true;
            }

            if (seen.Add(id))
            {
                foreach (var library in dependencies[id].Where(library => library.TryGetProperty("dependencies", out _)))
                {
                    foreach (var dependency in library.GetProperty("dependencies").EnumerateObject())
                    {
                        open.Push(dependency.Name);
                    }
                }
            }
        }

        return false;
    }

    private bool TakeOutMissing(IReadOnlyList<Diagnostic> errors)
    {
        var missing = errors.Select(MissingPackage).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (missing.Count == 0)
        {
            return false;
        }

        // Packages that projects name themselves go first: those that they bring along go with them.
        if (TakeOut(missing))
        {
            return true;
        }

        // What is missing is needed by a package that is there, or by the SDK: all third-party packages of the projects that complain go.
        var taken = false;
        foreach (var project in projects)
        {
            var own = errors.Where(error => error.Concerns(project.File)).Select(MissingPackage).OfType<string>().ToList();
            project.Lacks.UnionWith(own.Select(id => $"package {id}"));
            taken |= own.Count > 0 && DirectPackages(project.File).ToHashSet(StringComparer.OrdinalIgnoreCase) is { Count: > 0 } direct && Remove(project.File, direct);
        }

        return taken;
    }

    private bool TakeOutBuiltOnMicrosoft()
    {
        var taken = false;
        foreach (var assets in Directory.EnumerateFiles(copy.Root, "project.assets.json", SearchOption.AllDirectories))
        {
            using var json = JsonDocument.Parse(File.ReadAllText(assets));
            var path = json.RootElement.GetProperty("project").GetProperty("restore").GetProperty("projectPath").GetString();
            if (projects.FirstOrDefault(project => project.File == path) is not { } project)
            {
                continue;
            }

            var culprits = DirectPackages(project.File).Where(package => BringsOrleans(json.RootElement, package)).ToHashSet(StringComparer.OrdinalIgnoreCase);
            project.Lacks.UnionWith(culprits.Select(package => $"package {package} (built on Microsoft's Orleans)"));
            taken |= culprits.Count > 0 && Remove(project.File, culprits);
        }

        return taken;
    }

    private bool TakeOut(HashSet<string> packages)
    {
        var taken = false;
        foreach (var file in copy.BuildFiles)
        {
            var named = DirectPackages(file).Where(packages.Contains).ToList();
            if (named.Count == 0 || !Remove(file, packages))
            {
                continue;
            }

            taken = true;
            foreach (var project in projects.Where(project => project.File == file || IsShared(file, project)))
            {
                project.Lacks.UnionWith(named.Select(id => $"package {id}"));
            }
        }

        return taken;
    }

    /// <summary>A props or targets file counts for the projects beside and below it.</summary>
    private static bool IsShared(string file, ApplicationProject project) =>
        Path.GetExtension(file) is ".props" or ".targets" && project.File.StartsWith(Path.GetDirectoryName(file)! + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static IEnumerable<string> DirectPackages(string file) =>
        (ScratchCopy.Load(file)?.Descendants() ?? []).Where(element => element.Name.LocalName is "PackageReference" or "GlobalPackageReference").SelectMany(ProjectRewriter.Ids);

    private static bool Remove(string file, IReadOnlySet<string> packages)
    {
        if (ScratchCopy.Load(file) is not { } document)
        {
            return false;
        }

        ProjectRewriter.RemovePackages(document, packages);
        document.Save(file, SaveOptions.DisableFormatting);
        return true;
    }

    [GeneratedRegex(@"(Unable to find (a stable )?package |Unable to resolve ')(?<id>[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])")]
    private static partial Regex PackageInMessage();
}
