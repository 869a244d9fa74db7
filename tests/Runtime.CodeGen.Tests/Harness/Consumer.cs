using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Orleans.CodeGen.Tests.Harness;

/// <summary>A project that uses the generator: its sources and settings.</summary>
internal sealed record Consumer
{
    /// <summary>What every source of a test may use without saying so.</summary>
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Orleans;
        global using Orleans.Concurrency;
        global using Orleans.Runtime;
        """;

    private static readonly MetadataReference[] Platform =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path))];

    private static int s_count;

    public static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    public string AssemblyName { get; init; } = "Consumer" + Interlocked.Increment(ref s_count);

    public IReadOnlyList<string> Sources { get; init; } = [];

    public NullableContextOptions Nullable { get; init; } = NullableContextOptions.Enable;

    public IReadOnlyList<MetadataReference> References { get; init; } = [];

    public static Consumer Of(params string[] sources) => new() { Sources = sources };

    /// <summary>The compilation before generation. Warnings of every kind are errors' equals here: the tests ask for none.</summary>
    public CSharpCompilation Compilation() => CSharpCompilation.Create(
        AssemblyName,
        new[] { Usings }.Concat(Sources).Select((text, i) => CSharpSyntaxTree.ParseText(text, Parsing, $"Source{i}.cs", System.Text.Encoding.UTF8)),
        Platform.Concat(References),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: Nullable, warningLevel: 9999, allowUnsafe: true));

    /// <summary>Runs the generator.</summary>
    public Generation Generate() => new(Compilation());
}
