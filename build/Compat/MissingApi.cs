using System.Text.RegularExpressions;

namespace OrleansAgents.Compat;

/// <summary>What is missing, in the words of an API: "type IStreamProvider", "member Grain.GetStreamProvider".</summary>
/// <param name="Uses">Places in the sources; an attribute that the compiler reports under two names counts once.</param>
internal sealed partial record MissingApi(string Code, string Name, int Uses, int Files)
{
    /// <summary>Largest first.</summary>
    public static IReadOnlyList<MissingApi> Group(IEnumerable<Diagnostic> errors) =>
        [.. errors
            .Select(error => (Error: error, Name: NameOf(error)))
            .DistinctBy(error => (error.Error.File, error.Error.Line, error.Error.Column, error.Error.Code, error.Name))
            .GroupBy(error => (error.Error.Code, error.Name))
            .Select(group => new MissingApi(group.Key.Code, group.Key.Name, group.Count(), group.Select(error => error.Error.File).Distinct().Count()))
            .OrderByDescending(api => api.Uses).ThenBy(api => api.Name, StringComparer.Ordinal)];

    /// <summary>The part of the message that names the API; the whole message for an error that is not about a missing one.</summary>
    public static string NameOf(Diagnostic error)
    {
        var names = Quoted().Matches(error.Message).Select(match => match.Groups[1].Value).ToList();
        return (error.Code, names) switch
        {
            ("CS0246", [var type, ..]) => $"type {WithoutAttribute(type)}",
            ("CS0234", [var type, var space, ..]) => $"type {space}.{WithoutAttribute(type)}",
            ("CS0426", [var type, var outer, ..]) => $"type {outer}.{type}",
            ("CS0103" or "BC30451", [var name, ..]) => $"name {name}",
            ("CS1061" or "CS0117", [var type, var member, ..]) => $"member {type}.{member}",
            ("CS0115", [var member, ..]) => $"override {WithoutType(member)}",
            ("CS0535", [_, var member, ..]) => $"implementation of {member}",
            ("CS1729", [var type, ..]) => $"constructor of {type} as called",
            ("CS1501" or "CS7036" or "CS1739", [var method, ..]) => $"overload of {method} as called",
            ("CS1503" or "CS0029" or "CS0266", [var from, var to, ..]) => $"conversion of {from} to {to}",
            ("BC30002", [var type, ..]) => $"type {WithoutAttribute(type)}",
            ("BC30456", [var member, var type, ..]) => $"member {type}.{member}",
            ("FS0039", [var name, ..]) => $"name {name}",
            _ => error.Message,
        };
    }

    /// <summary>The compiler looks for [Id] as IdAttribute and as Id and reports both.</summary>
    private static string WithoutAttribute(string type) => AttributeSuffix().Replace(type, "");

    private static string WithoutType(string member)
    {
        var parameters = member.IndexOf('(', StringComparison.Ordinal);
        var name = parameters < 0 ? member : member[..parameters];
        return member[(name.LastIndexOf('.') + 1)..];
    }

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<=\w)Attribute(?=$|\(|<)")]
    private static partial Regex AttributeSuffix();
}
