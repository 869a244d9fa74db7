using System.Xml.Linq;

namespace OrleansAgents.Compat;

/// <summary>One project of the scratch copy and what became of it.</summary>
internal sealed class ApplicationProject(string file, XDocument? document)
{
    public string File => file;

    public XDocument? Document => document;

    /// <summary>Full paths of the projects it refers to, as far as the paths are written out.</summary>
    public IReadOnlyList<string> References { get; } =
        [.. (document?.Descendants() ?? [])
            .Where(element => element.Name.LocalName == "ProjectReference" && element.Attribute("Include") is not null)
            .Select(element => element.Attribute("Include")!.Value.Replace('\\', '/'))
            .Where(path => !path.Contains('$', StringComparison.Ordinal) && !path.Contains('*', StringComparison.Ordinal))
            .Select(path => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, path)))];

    /// <summary>It names one of Orleans' packages itself, after rewriting.</summary>
    public bool NamesOrleans => OrleansPackages.Count > 0;

    /// <summary>Orleans' packages that it names itself, after rewriting.</summary>
    public IReadOnlyList<string> OrleansPackages { get; } =
        [.. (document?.Descendants() ?? []).Where(element => element.Name.LocalName == ProjectRewriter.OrleansItem).Select(element => element.Attribute("Include")!.Value)];

    /// <summary>It, or a project that it refers to, brought Newtonsoft.Json along on Microsoft's packages.</summary>
    public bool BringsAlong(IReadOnlyCollection<ApplicationProject> all) => Reach(all).Any(reached => reached.OrleansPackages.Any(BroughtAlong.ComesWith));

    /// <summary>It uses a package that came along, and now names it.</summary>
    public bool UsesBroughtAlong { get; set; }

    /// <summary>What it needs that could not be had, none of it an API of the engine: "package Bogus", "SDK Aspire.AppHost.Sdk".</summary>
    public SortedSet<string> Lacks { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<Diagnostic> Errors { get; } = [];

    public bool Compiled { get; set; }

    /// <summary>SDKs that the project names: in the root's attribute or in elements.</summary>
    public IEnumerable<string> Sdks =>
        ((document?.Root?.Attribute("Sdk")?.Value ?? "").Split(';')
            .Concat((document?.Descendants() ?? []).Where(element => element.Name.LocalName == "Sdk").Select(element => element.Attribute("Name")?.Value ?? "")))
        .Concat((document?.Descendants() ?? []).Where(element => element.Name.LocalName == "Import").Select(element => element.Attribute("Sdk")?.Value ?? ""))
        .Select(name => name.Split('/')[0].Trim())
        .Where(name => name.Length > 0);

    /// <summary>In a browser there is no shared framework.</summary>
    public bool UsesSharedFramework => !Sdks.Contains("Microsoft.NET.Sdk.BlazorWebAssembly", StringComparer.OrdinalIgnoreCase);

    /// <summary>The project and all that it refers to, at whatever remove.</summary>
    public IReadOnlyCollection<ApplicationProject> Reach(IReadOnlyCollection<ApplicationProject> all)
    {
        var reached = new HashSet<ApplicationProject>();
        var open = new Stack<ApplicationProject>([this]);
        while (open.TryPop(out var project))
        {
            if (reached.Add(project))
            {
                foreach (var reference in all.Where(other => project.References.Contains(other.File)))
                {
                    open.Push(reference);
                }
            }
        }

        return reached;
    }
}
