using System.Xml.Linq;

namespace OrleansAgents.Compat;

/// <summary>Copy, rewrite, restore, build, report.</summary>
internal sealed class CompatRun(CompatOptions options)
{
    /// <returns>0 if every project compiled, 1 if not, 3 if the engine itself does not build.</returns>
    public async Task<int> Execute()
    {
        var copy = ScratchCopy.Make(options.Directory, options.Offline);
        try
        {
            var report = await Try(copy);
            report.Print();
            if (options.JsonFile is { } file)
            {
                report.Save(file);
            }

            return report.ExitCode;
        }
        finally
        {
            if (options.Keep)
            {
                Console.WriteLine($"The scratch copy is {copy.Root}.");
            }
            else
            {
                copy.Delete();
            }
        }
    }

    private async Task<CompatReport> Try(ScratchCopy copy)
    {
        var packages = Rewrite(copy);
        var projects = copy.ProjectFiles.Select(file => new ApplicationProject(file, ScratchCopy.Load(file))).ToList();
        MarkByReference(projects);
        AddBroughtAlong(projects);
        SetAside(copy, projects);
        var solution = WriteSolution(copy, packages.Keys, projects.Where(project => project.Reach(projects).All(reached => reached.Lacks.Count == 0)));
        var restore = new Restore(copy, solution, projects);
        var errors = (await restore.Run()).Concat(Diagnostic.Parse(await DotnetCommand.Run(copy.Root, "build", solution, "--no-restore"))).Distinct().ToList();
        foreach (var project in projects)
        {
            project.Compiled = File.Exists(EngineImports.MarkerOf(project.File));
            project.Errors.AddRange(errors.Where(error => error.Concerns(project.File) && Restore.MissingPackage(error) is null));
        }

        return new CompatReport(options, copy, projects, packages, errors);
    }

    /// <summary>Changes every project file of the copy and notes which of Orleans' packages each file names.</summary>
    private Dictionary<string, List<string>> Rewrite(ScratchCopy copy)
    {
        File.WriteAllText(Path.Combine(copy.Root, EngineImports.PropsName), EngineImports.Props(copy.Root));
        var documents = copy.BuildFiles.Where(file => Path.GetFileName(file) != EngineImports.PropsName)
            .Select(file => (File: file, Document: ScratchCopy.Load(file))).Where(file => file.Document is not null).ToList();
        var versions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (id, version) in documents.SelectMany(file => ProjectRewriter.CentralVersions(file.Document!)))
        {
            versions[id] = version;
        }

        var rewriter = new ProjectRewriter(FrameworkPackages.Load(DotnetCommand.Root), versions);
        var used = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (file, document) in documents)
        {
            var isProject = Path.GetExtension(file) is not (".props" or ".targets");
            rewriter.Rewrite(document!, !isProject || new ApplicationProject(file, document).UsesSharedFramework);
            if (isProject)
            {
                ProjectRewriter.ImportFirst(document!, Path.Combine(copy.Root, EngineImports.PropsName));
            }

            document!.Save(file, SaveOptions.DisableFormatting);
            foreach (var element in document.Descendants().Where(element => element.Name.LocalName == ProjectRewriter.OrleansItem))
            {
                var id = element.Attribute("Include")!.Value;
                if (!used.TryGetValue(id, out var files))
                {
                    used.Add(id, files = []);
                }

                files.Add(copy.Relative(file));
            }
        }

        File.WriteAllText(Path.Combine(copy.Root, EngineImports.TargetsName), EngineImports.Targets(options.Repository));
        return used;
    }

    private static void MarkByReference(List<ApplicationProject> projects)
    {
        foreach (var project in projects.Where(project => project.Document is not null && project.Reach(projects).Any(reached => reached.NamesOrleans)))
        {
            ProjectRewriter.MarkByReference(project.Document!);
            project.Document!.Save(project.File, SaveOptions.DisableFormatting);
        }
    }

    private static void AddBroughtAlong(List<ApplicationProject> projects)
    {
        foreach (var project in projects.Where(project => project.Document is not null && project.BringsAlong(projects)))
        {
            if (BroughtAlong.Add(project.Document!, BroughtAlong.SourcesOf(project.File)))
            {
                project.UsesBroughtAlong = true;
                project.Document!.Save(project.File, SaveOptions.DisableFormatting);
            }
        }
    }

    /// <summary>Projects that cannot even be loaded would stop the restore of all others.</summary>
    private static void SetAside(ScratchCopy copy, List<ApplicationProject> projects)
    {
        var installed = DotnetCommand.InstalledSdks();
        foreach (var project in projects)
        {
            project.Lacks.UnionWith(project.Sdks.Where(sdk => !installed.Contains(sdk)).Select(sdk => $"SDK {sdk}"));
            project.Lacks.UnionWith(project.References.Where(path => !copy.Contains(path)).Select(path => $"project {copy.Relative(path)} (outside the directory)"));
            if (project.Document is null)
            {
                project.Lacks.Add("well-formed XML in the project file");
            }
        }
    }

    /// <summary>The engine stands in the solution too: what a project uses only as an analyzer would not be restored otherwise.</summary>
    private string WriteSolution(ScratchCopy copy, IEnumerable<string> packages, IEnumerable<ApplicationProject> projects)
    {
        var engine = packages.Select(PackageMap.For).Distinct().SelectMany(EngineProjects).Append("Runtime").Append("Runtime.CodeGen").Distinct()
            .Select(name => Path.Combine(options.Repository, "src", name, name + ".csproj"));
        var solution = Path.Combine(copy.Root, "orleans-compat.slnx");

        // A folder each, as names need only be unique within one.
        var folders = projects.Select(project => project.File).Concat(engine).Select((path, number) =>
            new XElement("Folder", new XAttribute("Name", $"/{number}/"), new XElement("Project", new XAttribute("Path", path))));
        new XDocument(new XElement("Solution", folders)).Save(solution);
        return solution;
    }

    private static string[] EngineProjects(Counterpart counterpart) => counterpart switch
    {
        Counterpart.Storage => ["Storage"],
        Counterpart.TestingHost => ["TestingHost"],
        _ => [],
    };
}
