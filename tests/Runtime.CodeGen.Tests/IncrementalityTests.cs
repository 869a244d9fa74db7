using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Orleans.CodeGen.Tests.Harness;

namespace Orleans.CodeGen.Tests;

/// <summary>An edit costs what it changes: steps are compared by the reasons that the driver gives for their outputs.</summary>
public sealed class IncrementalityTests
{
    private const string Contracts = """
        [assembly: GenerateCodeForDeclaringAssembly(typeof(object))]
        namespace Shop;
        public interface IOrderGrain : IGrainWithStringKey
        {
            static int Limit() { return 1; }
            Task<Order> Get(CancellationToken cancellationToken);
        }
        public interface IOtherGrain : IGrainWithStringKey { Task Poke(); }
        [GenerateSerializer, Alias("order")] public sealed class Order
        {
            [Id(0)] public string Customer { get; set; } = "";
            public int Length() { return 1; }
        }
        [GenerateSerializer] public enum State { Open, Closed }
        [GenerateSerializer] public struct UriSurrogate { [Id(0)] public string Text; }
        [RegisterConverter] public sealed class UriConverter : IConverter<System.UriBuilder, UriSurrogate>
        {
            public System.UriBuilder ConvertFromSurrogate(in UriSurrogate surrogate) { return new(surrogate.Text); }
            public UriSurrogate ConvertToSurrogate(in System.UriBuilder value) => new() { Text = value.ToString() };
        }
        public sealed class NotFoundException : Exception { }
        internal sealed class OrderGrain : Grain, IOrderGrain
        {
            public Task<Order> Get(CancellationToken cancellationToken) { return Task.FromResult(new Order()); }
        }
        """;

    private const string Unrelated = "namespace Shop; public static class Prices { public static int Of(int quantity) { return 1; } }";

    [Fact]
    public void Edit_UnrelatedFile_LeavesEveryOutputCached() => AssertNothingRan(file: 2, "return 1;", "return 2;");

    [Fact]
    public void Edit_NewTypeInAnUnrelatedFile_LeavesEveryOutputCached() => AssertNothingRan(file: 2, "namespace Shop;", "namespace Shop; public class More : List<int> { }");

    [Fact]
    public void Edit_MethodBodiesAndLinesAbove_LeaveEveryOutputCached() => AssertNothingRan(file: 1, "return 1;", "/* more\n lines */ return 2;");

    [Fact]
    public void Edit_BodyOfAGrainMethod_LeavesEveryOutputCached() => AssertNothingRan(file: 1, "new Order()", "new Order { Customer = \"x\" }");

    [Fact]
    public void Edit_OneInterface_RunsOnlyItsOwnOutput()
    {
        var result = Run(file: 1, "Task Poke();", "Task Poke(int times);");

        var ran = result.TrackedSteps.Where(static s => s.Key is "GrainInterfaces" or "SerializableTypes" or "ListedClasses" or "Converters" or "ManifestEntries")
            .SelectMany(static s => s.Value.SelectMany(static run => run.Outputs))
            .Where(static o => o.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        Assert.Equal("Shop.IOtherGrain", Assert.Single(ran).Value.GetType().GetProperty("Type")!.GetValue(ran.Single().Value)!.ToString()!.Split("MetadataName = ")[1].Split(',')[0]);
        Assert.Single(Outputs(result), static o => o.Reason == IncrementalStepRunReason.Modified);
    }

    [Fact]
    public void Edit_NewDeclaration_RunsItsOutputAndTheManifest()
    {
        var result = Run(file: 2, "namespace Shop;", "namespace Shop; public interface IThirdGrain : IGrainWithStringKey { }");

        Assert.Single(Outputs(result), static o => o.Reason == IncrementalStepRunReason.New);
        Assert.Single(Outputs(result), static o => o.Reason == IncrementalStepRunReason.Modified);
    }

    [Fact]
    public void Models_AllOfThem_HoldNoSymbolsAndNoSyntax()
    {
        var result = new Generation(Project()).Result.Results.Single();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var name in new[] { "GrainInterfaces", "SerializableTypes", "ListedClasses", "Converters", "ManifestEntries", "Assembly" })
        {
            Assert.True(result.TrackedSteps.ContainsKey(name), name);
            foreach (var output in result.TrackedSteps[name].SelectMany(static run => run.Outputs)) AssertPlain(output.Value, seen);
        }
    }

    private static void AssertPlain(object? value, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value)) return;
        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or Location or SemanticModel, value.GetType().FullName);
        foreach (var field in value.GetType().GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic))
            AssertPlain(field.GetValue(value), seen);
        if (value is System.Collections.IEnumerable items)
        {
            foreach (var item in items) AssertPlain(item, seen);
        }
    }

    private static void AssertNothingRan(int file, string old, string replacement)
    {
        var result = Run(file, old, replacement);

        Assert.All(Outputs(result), static o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
        Assert.NotEmpty(Outputs(result));
    }

    private static IEnumerable<(object Value, IncrementalStepRunReason Reason)> Outputs(GeneratorRunResult result) =>
        result.TrackedOutputSteps.SelectMany(static s => s.Value).SelectMany(static run => run.Outputs);

    /// <summary>Generates, edits one file and generates again with the same driver.</summary>
    private static GeneratorRunResult Run(int file, string old, string replacement)
    {
        var compilation = Project();
        var driver = Generation.Create().RunGenerators(compilation);
        Assert.Empty(driver.GetRunResult().Diagnostics);
        var tree = compilation.SyntaxTrees[file];
        var text = tree.ToString();
        Assert.Contains(old, text, StringComparison.Ordinal);
        var edited = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text.Replace(old, replacement, StringComparison.Ordinal), Consumer.Parsing, tree.FilePath));
        return driver.RunGenerators(edited).GetRunResult().Results.Single();
    }

    private static CSharpCompilation Project() => Consumer.Of(Contracts, Unrelated).Compilation();
}
