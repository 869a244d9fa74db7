using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Discovery;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Diagnostics;

/// <summary>
/// Reports findings at their place in the compilation's own trees, so that <c>#pragma warning disable</c> and the severities of an
/// .editorconfig apply. It runs only for declarations with findings.
/// </summary>
internal static class FindingReporter
{
    public static void Report(SourceProductionContext context, EquatableArray<DiagnosticModel> findings, ICollection<string> converted, Compilation compilation)
    {
        foreach (var finding in findings)
        {
            if (finding.UnlessConverted is { } type && (converted.Contains(type) || ReferencedConverters.Handle(compilation, type))) continue;
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.All[finding.Id], Place(finding.Location, compilation), [.. finding.Arguments]));
        }
    }

    private static Location Place(LocationModel? location, Compilation compilation)
    {
        if (location is null) return Location.None;
        var tree = compilation.SyntaxTrees.FirstOrDefault(t => t.FilePath == location.Path && location.Span.End <= t.Length);
        return tree is null ? Location.None : Location.Create(tree, location.Span);
    }
}
