using OrleansAgents.Runtime.Tests;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Tests.Harness;

namespace Orleans.CodeGen.Tests.Diagnostics;

/// <summary>Findings beyond the examples of their pages: where they point, one for each cause, and what is none.</summary>
[Promise("S6")]
public sealed class FindingTests
{
    /// <summary>The place is between [| and |].</summary>
    public static TheoryData<string, string> Found() => new()
    {
        { "OA0001", "[GenerateSerializer] public class A { public int [|X|]; public int Y { get; set; } private int Z { get; init; } }" },
        { "OA0001", "[GenerateSerializer] public record A(int X) { public int [|Y|] { get; init; } }" },
        { "OA0001", "[GenerateSerializer] public struct A { [Id(0)] public int X; public required string [|Y|]; }" },
        { "OA0002", "[GenerateSerializer] public record A([property: Id(1)] int X) { [Id(1)] public int [|Y|] { get; init; } }" },
        { "OA0003", "public class B { } [GenerateSerializer] public class A { [Id(0)] public B? [|X|]; [Id(1)] public B[]? Y; [Id(2)] public Dictionary<int, B>? Z; }" },
        { "OA0003", "[GenerateSerializer] public class A { [Id(0)] public Action? [|X|]; }" },
        { "OA0003", "[GenerateSerializer] public class A { [Id(0)] public System.IO.Stream? [|X|]; }" },
        { "OA0003", "[GenerateSerializer] public unsafe class A { [Id(0)] public int* [|X|]; }" },
        { "OA0003", "[GenerateSerializer] public class A<T> { [Id(0)] public T? X; [Id(1)] public Task<T>? [|Y|]; }" },
        { "OA0003", "public class B { } [GenerateSerializer] public record A(IReadOnlyList<B> [|X|]);" },
        { "OA0003", "public class B : List<int> { } [GenerateSerializer] public record A(B [|X|]);" },
        { "OA0004", "public class B { } public interface I : IGrainWithStringKey { Task<List<B>> [|Go|](); }" },
        { "OA0004", "public interface I : IGrainWithStringKey { Task Go(int x, System.Text.StringBuilder [|y|]); }" },
        { "OA0004", "public class B { } public interface I : IGrainWithStringKey { IAsyncEnumerable<B> [|Go|](); }" },
        { "OA0005", "[GenerateSerializer] public class A { [Id(0)] public static int [|X|]; }" },
        { "OA0005", "[GenerateSerializer] public class A { [Id(0)] public const int [|X|] = 1; }" },
        { "OA0005", "[GenerateSerializer] public abstract class A { [Id(0)] public abstract int [|X|] { get; set; } }" },
        { "OA0005", "[GenerateSerializer] public class A { [NonSerialized] private int _x; [Id(0)] public int [|X|] { set => _x = value; } public override string ToString() => $\"{_x}\"; }" },
        { "OA0005", "[GenerateSerializer] public unsafe struct A { [Id(0)] public fixed int [|X|][4]; }" },
        { "OA0006", "public class O { private interface [|I|] : IGrainWithStringKey { Task Go(); } }" },
        { "OA0006", "file interface [|I|] : IGrainWithStringKey { Task Go(); }" },
        { "OA0006", "public class O { protected class P { [GenerateSerializer] public class [|A|] { } } }" },
        { "OA0006", "[GenerateSerializer] public class A { private enum K { V } [Id(0)] private K [|X|] { get; set; } }" },
        { "OA0007", "[GenerateSerializer] public static class [|A|] { }" },
        { "OA0008", "public class B { public int X { get; set; } } public class M : B { } [GenerateSerializer] public class [|A|] : M { }" },
        { "OA0008", "[GenerateSerializer] public class [|A|] : System.Timers.Timer { }" },
        { "OA0010", "public interface I : IGrainWithStringKey { void [|Go|](); }" },
        { "OA0010", "public interface I : IGrainWithStringKey { ref int [|Go|](); }" },
        { "OA0010", "public interface I : IGrainWithStringKey { Task<int>[] [|Go|](); }" },
        { "OA0010", "public interface [|I|] : IGrainWithStringKey, IDisposable { Task Go(); }" },
        { "OA0010", "public interface IBase : IGrainWithStringKey { int [|Go|](); } public interface I : IBase { Task Other(); }" },
        { "OA0011", "public interface I : IGrainWithStringKey { Task Go(out int [|x|]); }" },
        { "OA0011", "public interface I : IGrainWithStringKey { Task Go(in int [|x|]); }" },
        { "OA0011", "public interface I : IGrainWithStringKey { Task Go(ref readonly int [|x|]); }" },
        { "OA0011", "public interface I : IGrainWithStringKey { Task Go(ReadOnlySpan<byte> [|x|]); }" },
        { "OA0011", "public unsafe interface I : IGrainWithStringKey { Task Go(int* [|x|]); }" },
        { "OA0012", "public interface I : IGrainWithStringKey { event Action [|Changed|]; }" },
        { "OA0012", "public interface I : IGrainWithStringKey { int [|this|][int x] { get; } }" },
        { "OA0012", "public interface I : IGrainWithStringKey { static abstract Task [|Go|](); }" },
        { "OA0012", "public interface IHasX { int X { get; set; } } public interface [|I|] : IGrainWithStringKey, IHasX { }" },
        { "OA0013", "public interface I : IGrainWithStringKey { Task [|Go|](CancellationToken a, int x, CancellationToken b); }" },
        { "OA0014", "public interface I : IGrainWithStringKey { [Alias(\"go\")] Task Go(); [Alias(\"go\")] Task [|Run|](); }" },
        { "OA0014", "public interface I : IGrainWithStringKey { Task Go(int x); [Alias(\"Go(System.Int32)\")] Task [|Run|](); }" },
        { "OA0015", "[Alias(\"a\")] public interface IA : IGrainWithStringKey { } [[|Alias(\"a\")|]] public interface IB : IGrainWithStringKey { }" },
        { "OA0015", "[Alias(\"a\")] public interface IA : IGrainWithStringKey { } [GenerateSerializer, Alias(\"b\"), [|Alias(\"a\")|]] public class Z { }" },
        { "OA0016", "public interface I : IGrainWithStringKey { } file class [|G|] : Grain, I { }" },
        { "OA0016", "public interface I : IGrainWithStringKey { } public class O { private class [|G|] : IGrainBase, I { public IGrainContext GrainContext => null!; } }" },
        { "OA0017", "public interface I<T> : IGrainWithStringKey { } public class [|G|]<T, U> : Grain, I<T> { }" },
        { "OA0017", "public interface I<T, U> : IGrainWithStringKey { } public class [|G|]<T, U> : Grain, I<U, T> { }" },
        { "OA0018", "public interface IA : IGrainWithStringKey { } public interface IB : IGrainWithGuidKey { } public class [|G|] : Grain, IA, IB { }" },
        { "OA0018", "public interface [|IA|] : IGrainWithStringKey, IGrainWithGuidKey { } public interface IB : IA { } public class G : Grain, IB { }" },
        { "OA0019", "public interface I : IGrainWithStringKey { Task Go(); } public abstract class G : Grain, I { [[|AlwaysInterleave|]] public Task Go() => Task.CompletedTask; }" },
        { "OA0020", "public interface I : IGrainWithStringKey { [[|ResponseTimeout(\"-00:00:01\")|]] Task Go(); }" },
        { "OA0021", "public interface I : IGrainWithStringKey { [OneWay] ValueTask<int> [|Go|](); }" },
        { "OA0021", "public interface I : IGrainWithStringKey { [OneWay] IAsyncEnumerable<int> [|Go|](); }" },
        { "OA0022", "public class [|A|] { [Id(0)] public int X; [Id(1)] public int Y { get; set; } }" },
        { "OA0022", "public record [|A|]([Id(0)] int X, [Id(1)] int Y);" },
        { "OA0022", "[GenerateSerializer] public class B { } public class [|A|] : B { [Id(0)] public int X; }" },
        { "OA0023", "[RegisterConverter] public abstract class [|C|] : IConverter<UriBuilder, int> { public abstract UriBuilder ConvertFromSurrogate(in int s); public abstract int ConvertToSurrogate(in UriBuilder v); }" },
        { "OA0023", "public class O { [RegisterConverter] private class [|C|] : IConverter<UriBuilder, int> { public UriBuilder ConvertFromSurrogate(in int s) => new(); public int ConvertToSurrogate(in UriBuilder v) => 0; } }" },
    };

    [Theory]
    [MemberData(nameof(Found))]
    public void Source_WithAFault_HasOneFindingAtItsPlace(string id, string marked)
    {
        var start = marked.IndexOf("[|", StringComparison.Ordinal);
        var end = marked.IndexOf("|]", StringComparison.Ordinal);
        var generation = Consumer.Of(marked.Remove(end, 2).Remove(start, 2)).Generate();

        var finding = Assert.Single(generation.Findings);
        Assert.Equal(id, finding.Id);
        Assert.Equal(marked[(start + 2)..end], finding.Location.SourceTree!.ToString().Substring(finding.Location.SourceSpan.Start, finding.Location.SourceSpan.Length));
        // Whatever is wrong with the source, generated code adds no errors to it.
        generation.AssertCompiles();
    }

    public static TheoryData<string> Clean() =>
    [
        "[GenerateSerializer] public class A { [NonSerialized] public int X; [field: NonSerialized] public int Y { get; set; } public int Z => X; public static int S; public const int C = 1; public int this[int i] => i; public event Action? E { add { } remove { } } }",
        "[GenerateSerializer] public class A { [Id(0)] public object? X; [Id(1)] public IComparable? Y; [Id(2)] public System.Data.Common.DbException? Z; [Id(3)] public Base? W; public abstract class Base { } }",
        "public interface IOrder : IGrainWithStringKey { } [GenerateSerializer] public class A { [Id(0)] public IOrder? X; [Id(1)] public List<IOrder>? Y; [Id(2)] public IGrainObserver? Z; [Id(3)] public IAddressable? W; [Id(4)] public GrainReference? R; }",
        "[GenerateSerializer] public class A { [Id(0)] public int[,,]? X; [Id(1)] public DateOnly? Y; [Id(2)] public System.Collections.Immutable.ImmutableDictionary<string, Guid>? Z; [Id(3)] public Exception? E; [Id(4)] public Type? T; [Id(5)] public System.Net.IPAddress? I; [Id(6)] public CancellationToken C; [Id(7)] public Immutable<int> M; }",
        "public class B { public int Computed => 1; public static int S; public virtual void M() { } } [GenerateSerializer] public class A : B { }",
        "public class B { [NonSerialized] public int X; } [GenerateSerializer] public class A : B { }",
        "[GenerateSerializer(GenerateFieldIds = GenerateFieldIds.PublicProperties)] public class A { public int X { get; set; } public int Computed => X; private int _y; public int Y() => _y++; }",
        "[GenerateSerializer] public record A(int X) { [Id(0)] public int Y { get; init; } }",
        "[Alias(\"a\")] public interface IA : IGrainWithStringKey { } [Alias(\"a\")] public interface IA<T> : IGrainWithStringKey { } [Alias(\"a\"), Alias(\"a\")] public interface IB<T, U> : IGrainWithStringKey { }",
        "public interface IPlain { int Property { get; } void Method(ref int x); } public class Plain : Exception, IPlain { public int Property => 1; public void Method(ref int x) { } }",
        "public interface I : IGrainObserver { void Go(); [OneWay] Task Other(); }",
        "public interface I : IGrainWithStringKey { Task Go(); } public class O { private class Fake : I { public Task Go() => Task.CompletedTask; } }",
        "public interface IKeyless : IGrain { Task Go(); } public interface IA : IKeyless, IGrainWithStringKey { } public interface IB : IA, IKeyless { } public class G : Grain, IB { public Task Go() => Task.CompletedTask; }",
        "public abstract class G<T> : Grain { } public interface I : IGrainWithStringKey { } public class H : G<int>, I { }",
        "public class UriSource { } [GenerateSerializer] public struct S { [Id(0)] public int X; } [RegisterConverter] public sealed class C : IConverter<UriSource, S> { public UriSource ConvertFromSurrogate(in S s) => new(); public S ConvertToSurrogate(in UriSource v) => default; } [GenerateSerializer] public record A(UriSource X, List<UriSource> Y); public interface I : IGrainWithStringKey { Task<UriSource> Go(UriSource x); }",
        "public class Box<T> { } [GenerateSerializer] public struct S<T> { [Id(0)] public int X; } [RegisterConverter] public sealed class C<T> : IConverter<Box<T>, S<T>> { public Box<T> ConvertFromSurrogate(in S<T> s) => new(); public S<T> ConvertToSurrogate(in Box<T> v) => default; } [GenerateSerializer] public record A(Box<int> X);",
        "public class A { public int Id { get; set; } [Obsolete] public int X; } public interface I : IGrainWithStringKey { [Id(1)] Task Go(); }",
    ];

    [Theory]
    [MemberData(nameof(Clean))]
    public void Source_WithoutFault_HasNoFinding(string source) => Consumer.Of(source).Generate().AssertClean();

    [Fact]
    public void Converter_InAReferencedAssembly_CountsForMembersAndCalls()
    {
        var foreign = Consumer.Of("public class Money { } ").Generate();
        var library = (Consumer.Of("[GenerateSerializer] public struct S { [Id(0)] public int X; } [RegisterConverter] public sealed class C : IConverter<Money, S> { public Money ConvertFromSurrogate(in S s) => new(); public S ConvertToSurrogate(in Money v) => default; }") with { References = [foreign.AsReference()] }).Generate();
        const string Source = "[GenerateSerializer] public record A(Money X); public interface I : IGrainWithStringKey { Task Go(Money x); }";

        (Consumer.Of(Source) with { References = [foreign.AsReference(), library.AsReference()] }).Generate().AssertClean();
        Assert.Equal(["OA0003", "OA0004"], (Consumer.Of(Source) with { References = [foreign.AsReference()] }).Generate().FindingIds);
    }

    [Theory]
    [InlineData("public interface I : IGrainWithStringKey { Task<Missing> Go(List<Missing> x); Missing Other(); }")]
    [InlineData("[GenerateSerializer] public class A { [Id(0)] public Missing X; [Id(1)] public List<Missing>? Y; }")]
    [InlineData("[GenerateSerializer] public class A : Missing { [Id(0)] public int X; }")]
    [InlineData("public interface I : IMissing, IGrainWithStringKey { Task Go(); } public class G : Missing, I { }")]
    public void Source_WithAnUnknownType_LeavesItToTheCompiler(string source)
    {
        var generation = Consumer.Of(source).Generate();

        Assert.Empty(generation.Findings);
        Assert.All(generation.Output.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error), static d =>
            Assert.StartsWith("Source", d.Location.SourceTree?.FilePath, StringComparison.Ordinal));
    }

    [Fact]
    public void Warning_DisabledInSource_IsSuppressed()
    {
        var generation = Consumer.Of("""
            #pragma warning disable OA0004
            public class B { } public interface I : IGrainWithStringKey { Task Go(B x); }
            #pragma warning restore OA0004
            public interface J : IGrainWithStringKey { Task Go(B x); }
            """).Generate();

        Assert.Equal("J.Go(B)", Assert.Single(generation.Findings, static f => !f.IsSuppressed).GetMessage(System.Globalization.CultureInfo.InvariantCulture).Split('\'')[3]);
    }

    [Fact]
    public void Finding_Severities_SeparateWhatCannotWorkFromWhatSurprises()
    {
        Assert.Equal(DiagnosticSeverity.Error, Assert.Single(Consumer.Of("public class B { } [GenerateSerializer] public record A(B X);").Generate().Findings).Severity);
        Assert.Equal(DiagnosticSeverity.Warning, Assert.Single(Consumer.Of("public class B { } public interface I : IGrainWithStringKey { Task Go(B x); }").Generate().Findings).Severity);
    }
}
