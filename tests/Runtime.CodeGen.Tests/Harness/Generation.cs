using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Orleans.CodeGen.Tests.Harness;

/// <summary>One run of the generator and what came of it.</summary>
internal sealed class Generation
{
    public Generation(CSharpCompilation input)
    {
        Driver = Create().RunGeneratorsAndUpdateCompilation(input, out var output, out _);
        Output = output;
        Result = Driver.GetRunResult();
    }

    public GeneratorDriver Driver { get; }

    public Compilation Output { get; }

    public GeneratorDriverRunResult Result { get; }

    /// <summary>Findings of the generator, in the order of their places.</summary>
    public IReadOnlyList<Diagnostic> Findings => [.. Result.Diagnostics.OrderBy(static d => d.Location.SourceSpan.Start)];

    public IReadOnlyList<string> FindingIds => [.. Findings.Select(static d => d.Id)];

    public static CSharpGeneratorDriver Create() => CSharpGeneratorDriver.Create(
        [new OrleansGenerator().AsSourceGenerator()],
        parseOptions: Consumer.Parsing,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The generated file whose name starts so.</summary>
    public string File(string start) => Result.Results.Single().GeneratedSources.Single(s => s.HintName.StartsWith(start, StringComparison.Ordinal)).SourceText.ToString();

    /// <summary>Asserts that there is no finding and that everything compiles without so much as a warning.</summary>
    public Generation AssertClean()
    {
        Assert.Empty(Result.Diagnostics);
        return AssertCompiles();
    }

    /// <summary>Asserts that everything compiles without so much as a warning; findings may have been made.</summary>
    public Generation AssertCompiles()
    {
        var problems = Output.GetDiagnostics().Where(static d => d.Severity >= DiagnosticSeverity.Warning && !d.Id.StartsWith("OA", StringComparison.Ordinal)).ToImmutableArray();
        Assert.True(problems.IsEmpty, string.Join(Environment.NewLine, problems.Select(p => p + Line(p))));
        return this;
    }

    /// <summary>The compiled assembly as a reference of another consumer.</summary>
    public MetadataReference AsReference() => MetadataReference.CreateFromImage(Emit());

    /// <summary>Asserts that all is clean and loads the result.</summary>
    public Assembly Load()
    {
        AssertClean();
        return Load(Emit());
    }

    /// <summary>Loads an image where others that refer to it find it.</summary>
    public static Assembly Load(byte[] image)
    {
        using var stream = new MemoryStream(image);
        return AssemblyLoadContext.Default.LoadFromStream(stream);
    }

    private byte[] Emit()
    {
        using var stream = new MemoryStream();
        var emitted = Output.Emit(stream);
        Assert.True(emitted.Success, string.Join(Environment.NewLine, emitted.Diagnostics));
        return stream.ToArray();
    }

    private static string Line(Diagnostic problem) =>
        problem.Location.SourceTree is { } tree ? $"{Environment.NewLine}    {tree.GetText().Lines[problem.Location.GetLineSpan().StartLinePosition.Line]}" : "";
}
