using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansAgents.Compat;

/// <summary>One error of a build.</summary>
/// <param name="File">Null when the error is the whole project's.</param>
/// <param name="Project">Null when the line names none.</param>
internal sealed partial record Diagnostic(string? File, int Line, int Column, string Code, string Message, string? Project)
{
    /// <summary>NuGet names the project where a compiler names a source file, and the solution where a compiler names the project.</summary>
    public bool Concerns(string project) => Project == project || File == project;

    /// <summary>Errors in MSBuild's console output, each once, however often it is repeated.</summary>
    public static IReadOnlyList<Diagnostic> Parse(IEnumerable<string> lines) => [.. lines.Select(ParseLine).OfType<Diagnostic>().Distinct()];

    public static Diagnostic? ParseLine(string line)
    {
        var match = ErrorLine().Match(line);
        if (!match.Success)
        {
            return null;
        }

        var position = match.Groups["position"].Success ? match.Groups["position"].Value.Split(',') : [];
        return new Diagnostic(
            match.Groups["file"].Value.Trim() is { Length: > 0 } file && file != "MSBUILD" && file != "CSC" && file != "VBC" ? file : null,
            position.Length > 0 ? int.Parse(position[0], CultureInfo.InvariantCulture) : 0,
            position.Length > 1 ? int.Parse(position[1], CultureInfo.InvariantCulture) : 0,
            match.Groups["code"].Value,
            match.Groups["message"].Value.Trim(),
            match.Groups["project"].Success ? match.Groups["project"].Value.Split("::")[0] : null);
    }

    [GeneratedRegex(@"^\s*(?<file>[^\s(][^(]*?)(\((?<position>\d+(,\d+)*)\))?\s*:\s*(?<kind>error)\s+(?<code>[A-Za-z]+\d+)\s*:\s*(?<message>.*?)(\s+\[(?<project>[^\[\]]+)\])?\s*$")]
    private static partial Regex ErrorLine();
}
