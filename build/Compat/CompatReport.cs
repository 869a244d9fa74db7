using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansAgents.Compat;

/// <summary>
/// What did not compile and whose matter it is. Errors count against the engine only in projects that had all their other packages;
/// in the rest nobody can tell which missing name came from where, so those are listed apart.
/// </summary>
internal sealed class CompatReport
{
    private const int ExamplesShown = 60;

    private static readonly string[] Statuses = ["compiled", "failed", "blocked", "not reached"];

    private readonly CompatOptions _options;
    private readonly ScratchCopy _copy;
    private readonly List<ApplicationProject> _projects;
    private readonly Dictionary<string, List<string>> _packages;
    private readonly List<Diagnostic> _engineErrors;
    private readonly List<Diagnostic> _homelessErrors;

    public CompatReport(
        CompatOptions options, ScratchCopy copy, List<ApplicationProject> projects, Dictionary<string, List<string>> packages, List<Diagnostic> errors)
    {
        _options = options;
        _copy = copy;
        _projects = projects;
        _packages = packages;
        _engineErrors = [.. errors.Where(error => (error.Project ?? error.File ?? "").StartsWith(options.Repository + Path.DirectorySeparatorChar, StringComparison.Ordinal))];
        _homelessErrors = [.. errors.Except(_engineErrors).Where(error => !projects.Exists(project => error.Concerns(project.File)))];
    }

    public int ExitCode => _engineErrors.Count > 0 ? 3 : _projects.TrueForAll(project => project.Compiled) ? 0 : 1;

    public void Print()
    {
        if (_engineErrors.Count > 0)
        {
            PrintErrors("The engine itself does not build, so little can be said about the application:", _engineErrors);
        }

        Console.WriteLine($"\nProjects of {_options.Directory}:");
        foreach (var project in _projects)
        {
            Console.WriteLine($"  {Status(project),-12} {_copy.Relative(project.File)}{Detail(project)}");
        }

        PrintApis("Missing API:", Api(blocked: false));
        PrintApis("Errors in projects that lack third-party packages (not counted as missing API):", Api(blocked: true));
        PrintList("Orleans packages without counterpart, removed:", NoCounterpart().Select(package => $"{package.Key}: {string.Join(", ", package.Value)}"));
        PrintList(
            $"{BroughtAlong.Package} came along with Microsoft's packages; name it on this engine, as was done here, in:",
            _projects.Where(project => project.UsesBroughtAlong).Select(project => _copy.Relative(project.File)));
        PrintList("Third-party packages and SDKs that could not be had:", Lacking().Select(lack => $"{lack.Key}: {string.Join(", ", lack.Value)}"));
        PrintErrors("Other errors:", _homelessErrors);
        Console.WriteLine($"\n{Count("compiled")} of {_projects.Count} projects compiled; {Count("failed")} failed, {Count("blocked")} blocked by third parties, {Count("not reached")} not reached.");
    }

    public void Save(string file)
    {
        var json = new JsonObject
        {
            ["directory"] = _options.Directory,
            ["engine_builds"] = _engineErrors.Count == 0,
            ["totals"] = new JsonObject(Statuses
                .Select(status => KeyValuePair.Create(status.Replace(' ', '_'), (JsonNode?)Count(status)))),
            ["projects"] = new JsonArray([.. _projects.Select(project => new JsonObject
            {
                ["path"] = _copy.Relative(project.File),
                ["status"] = Status(project),
                ["errors"] = project.Errors.Count,
                ["lacks"] = Strings(LacksOf(project)),
            })]),
            ["missing"] = Apis(Api(blocked: false)),
            ["unattributed"] = Apis(Api(blocked: true)),
            ["no_counterpart"] = Lists(NoCounterpart()),
            ["brought_along"] = Strings(_projects.Where(project => project.UsesBroughtAlong).Select(project => _copy.Relative(project.File))),
            ["third_party"] = Lists(Lacking()),
            ["other_errors"] = Strings(_engineErrors.Concat(_homelessErrors).Select(error => $"{error.Code}: {error.Message}")),
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    private string Status(ApplicationProject project) =>
        project.Compiled ? "compiled"
        : LacksOf(project).Count > 0 ? "blocked"
        : project.Errors.Count > 0 ? "failed"
        : "not reached";

    /// <summary>A project also lacks what the projects lack that it refers to.</summary>
    private SortedSet<string> LacksOf(ApplicationProject project)
    {
        var lacks = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var reached in project.Reach(_projects))
        {
            lacks.UnionWith(reached.Lacks);
        }

        return lacks;
    }

    private string Detail(ApplicationProject project)
    {
        var lacks = LacksOf(project);
        return Status(project) switch
        {
            "compiled" => lacks.Count > 0 ? $" (without {string.Join(", ", lacks)})" : "",
            "blocked" => $": lacks {string.Join(", ", lacks)}{(project.Errors.Count > 0 ? $"; {Plural(project.Errors.Count, "error")}" : "")}",
            "failed" => $": {Plural(project.Errors.Count, "error")}",
            _ => _projects.Where(other => project.References.Contains(other.File) && !other.Compiled).Select(other => _copy.Relative(other.File)).ToList() is { Count: > 0 } references
                ? $": refers to {string.Join(", ", references)}"
                : ": see the other errors",
        };
    }

    private int Count(string status) => _projects.Count(project => Status(project) == status);

    private IReadOnlyList<MissingApi> Api(bool blocked) =>
        MissingApi.Group(_projects.Where(project => LacksOf(project).Count > 0 == blocked).SelectMany(project => project.Errors));

    private SortedDictionary<string, List<string>> NoCounterpart() =>
        new(_packages.Where(package => PackageMap.For(package.Key) == Counterpart.None).ToDictionary(), StringComparer.OrdinalIgnoreCase);

    private SortedDictionary<string, List<string>> Lacking() =>
        new(
            _projects.SelectMany(project => project.Lacks.Select(lack => (Lack: lack, Project: _copy.Relative(project.File))))
                .GroupBy(pair => pair.Lack, pair => pair.Project).ToDictionary(group => group.Key, group => group.ToList()),
            StringComparer.OrdinalIgnoreCase);

    private static void PrintApis(string title, IReadOnlyList<MissingApi> apis) =>
        PrintList(title, apis.Take(ExamplesShown).Select(api => $"{api.Code} {api.Name}: {Plural(api.Uses, "use")} in {Plural(api.Files, "file")}")
            .Concat(apis.Count > ExamplesShown ? [$"... and {apis.Count - ExamplesShown} more (--json FILE lists all)"] : []));

    private static void PrintErrors(string title, List<Diagnostic> errors) =>
        PrintList(title, errors.Take(ExamplesShown).Select(error => $"{error.File}({error.Line},{error.Column}) {error.Code}: {error.Message}"));

    private static void PrintList(string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count > 0)
        {
            Console.WriteLine($"\n{title}\n  {string.Join("\n  ", all)}");
        }
    }

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static JsonArray Apis(IReadOnlyList<MissingApi> apis) =>
        new([.. apis.Select(api => new JsonObject { ["code"] = api.Code, ["name"] = api.Name, ["uses"] = api.Uses, ["files"] = api.Files })]);

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static JsonObject Lists(SortedDictionary<string, List<string>> lists) =>
        new(lists.Select(list => KeyValuePair.Create(list.Key, (JsonNode?)Strings(list.Value))));
}
