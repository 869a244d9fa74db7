using Orleans.CodeGen.Tests.Harness;
using Orleans.CodeGeneration;

namespace Orleans.CodeGen.Tests.Emission;

/// <summary>Tables of grain interfaces of every shape: which methods are calls, their numbers and their options.</summary>
public sealed class InterfaceTests
{
    [Fact]
    public void Table_OfMethodAttributes_CarriesThem()
    {
        var methods = LoadedInterface.Of(
            """
            public interface IOrder : IGrainWithStringKey
            {
                Task Plain();
                [ReadOnly] ValueTask<int> Read();
                [OneWay, AlwaysInterleave] Task Both();
                [ResponseTimeout("00:05:00")] Task Slow(CancellationToken token);
                [OneWay] void Fire(int x);
                [return: Immutable] Task<int[]> Frozen();
                Task<string> Text();
                Task<List<int>> Numbers();
            }
            """,
            "IOrder").Methods;

        Assert.Equal(InvokeMethodOptions.None, methods["Plain"].Options);
        Assert.Equal(InvokeMethodOptions.ReadOnly, methods["Read"].Options);
        Assert.Equal(InvokeMethodOptions.OneWay | InvokeMethodOptions.AlwaysInterleave, methods["Both"].Options);
        Assert.Equal(InvokeMethodOptions.OneWay, methods["Fire"].Options);
        Assert.Equal(TimeSpan.FromMinutes(5), methods["Slow"].ResponseTimeout);
        Assert.Null(methods["Plain"].ResponseTimeout);
        Assert.True(methods["Slow"].HasCancellationToken);
        Assert.False(methods["Plain"].HasCancellationToken);
        Assert.True(methods["Frozen"].ResultIsShareable);
        Assert.True(methods["Text"].ResultIsShareable);
        Assert.False(methods["Numbers"].ResultIsShareable);
    }

    [Fact]
    public void Numbers_OfMethods_AreIdOrHashOfAliasOrSignature()
    {
        var methods = LoadedInterface.Of(
            """
            namespace Shop;
            public class Outer { [GenerateSerializer] public record Item(int X); }
            public interface IOrder<T> : IGrainWithStringKey { [Id(7)] Task Numbered(); [Alias("add")] Task Aliased(int x); Task Add(int x, List<Outer.Item> items, T[] last); Task Of<U>(U x, (int, string)? y); }
            """,
            "Shop.IOrder`1",
            typeof(int)).Methods;

        Assert.Equal(7u, methods["Numbered"].Id);
        Assert.Equal(Fnv("add"), methods["Aliased"].Id);
        Assert.Equal(Fnv("Add(System.Int32,System.Collections.Generic.List`1[Shop.Outer+Item],!0[])"), methods["Add"].Id);
        Assert.Equal(Fnv("Of`1(!!0,System.Nullable`1[System.ValueTuple`2[System.Int32,System.String]])"), methods["Of"].Id);
    }

    [Fact]
    public void Hash_OfKnownText_IsFnv1a() => Assert.Equal(0xBF9CF968u, Fnv("foobar"));

    [Fact]
    public void Table_OfADerivedInterface_HasTheBasesMethodsWithTheirInterface()
    {
        var derived = LoadedInterface.Of(
            """
            public interface IBase : IGrainWithStringKey { Task Shared(); Task Hidden(); }
            public interface IGenericBase<T> : IGrainWithStringKey { Task<T> Get(T x); }
            public interface IPlain { Task Extra(); }
            public interface IDerived : IBase, IGenericBase<List<int>>, IPlain, IAsyncDisposable { Task Own(); new Task Hidden(); }
            """,
            "IDerived");

        Assert.Equal("IBase", derived.Methods["Shared"].InterfaceType.Name);
        Assert.Equal("IDerived", derived.Methods["Own"].InterfaceType.Name);
        Assert.Equal("IDerived", derived.Methods["Hidden"].InterfaceType.Name);
        Assert.Equal(typeof(List<int>), derived.Methods["Get"].InterfaceType.GenericTypeArguments.Single());
        Assert.Equal("IDerived", derived.Methods["Extra"].InterfaceType.Name);
        Assert.Equal("IDerived", derived.Methods["DisposeAsync"].InterfaceType.Name);
        Assert.Equal(6, derived.Methods.Count);
    }

    [Fact]
    public void Table_OfABaseInterface_AgreesWithThatOfTheDerivedOneInAnotherAssembly()
    {
        var library = Consumer.Of("public interface IBase : IGrainWithStringKey { Task<int> Shared(string x); } public interface IBase<T> : IBase { Task<T> Get(); }").Generate();
        var source = new Consumer { Sources = ["public interface IDerived : IBase<int> { Task Own(); } public interface IOther : IBase { }"], References = [library.AsReference()] };
        var baseMethod = LoadedInterface.In(library.Load(), "IBase").Methods["Shared"];

        var derived = LoadedInterface.In(source.Generate().Load(), "IDerived").Methods;

        Assert.Equal(baseMethod.Id, derived["Shared"].Id);
        Assert.Equal("IBase", derived["Shared"].InterfaceType.FullName);
        Assert.Equal(["Get", "Own", "Shared"], derived.Keys.Order());
    }

    [Fact]
    public void Table_OfTwoBasesWithTheSameSignature_KeepsEachBasesOwn()
    {
        var assembly = Consumer.Of(
            """
            public interface IA { Task Go(); } public interface IB { Task Go(); }
            public interface IC : IGrainWithStringKey { Task Go(); } public interface ID : IGrainWithStringKey { Task Go(); }
            public interface IPlainTwins : IGrainWithStringKey, IA, IB { } public interface IGrainTwins : IC, ID { }
            """).Generate().Load();

        Assert.Equal(2, LoadedInterface.In(assembly, "IPlainTwins").All.Select(static m => m.Id).Distinct().Count());
        Assert.Equal("IC", LoadedInterface.In(assembly, "IGrainTwins").All.Single().InterfaceType.Name);
        Assert.Equal(LoadedInterface.In(assembly, "IC").All.Single().Id, LoadedInterface.In(assembly, "ID").All.Single().Id);
    }

    [Fact]
    public void Table_OfMembersThatAreNoCalls_LeavesThemOut()
    {
        var methods = LoadedInterface.Of(
            """
            public interface IBase : IGrainWithStringKey { Task Abstract(); }
            public interface IOrder : IBase
            {
                const int Max = 3;
                static int Count { get; set; }
                static Task Static() => Task.CompletedTask;
                Task Default() => Call();
                string Describe() => "order";
                int Property => 4;
                private Task Private() => Task.CompletedTask;
                sealed Task Sealed() => Private();
                Task Call();
                enum Kind { A }
                interface INested : IGrainWithStringKey { Task Inner(Kind kind); }
            }
            """,
            "IOrder").Methods;

        Assert.Equal(["Abstract", "Call"], methods.Keys.Order());
    }

    [Fact]
    public void Table_OfABaseInheritedWithTwoTypeArguments_HasBoth()
    {
        const string Library = "public interface IForeign<T> : IGrainWithStringKey { Task Set(T x); }";
        var library = Consumer.Of(Library).Generate();
        library.Load();
        var assembly = new Consumer
        {
            Sources = ["public interface IPlain<T> { Task Set(T x); } public interface I : IGrainWithStringKey, IPlain<int>, IPlain<string> { } public interface J : IForeign<int>, IForeign<string> { }"],
            References = [library.AsReference()],
        }.Generate().Load();

        Assert.Equal(2, LoadedInterface.In(assembly, "I").All.Select(static m => m.Id).Distinct().Count());
        Assert.Equal(2, assembly.GetTypes().Count(static t => t.Name.StartsWith("Invokable_J_", StringComparison.Ordinal)));
    }

    public static TheoryData<string> Shapes() =>
    [
        "public interface IG<T> { Task M(T x); } public interface IB : IG<object> { } public interface ID : IB, IG<string> { Task IG<object>.M(object x) => M((string)x); } public interface I : ID, IGrainWithGuidKey { } public class G : Grain, I { public Task M(string x) => Task.CompletedTask; }",
        "public interface I : IGrainWithGuidKey { internal class P1 { } internal Task M1(IGrain x); internal protected enum P3 { A } internal protected Task M3(P3[]? y, object x); }",
        "public interface I : IGrainObserver { void Tell(string x); Task Ask(); }",
        "public interface I : IGrainExtension { Task Go(); }",
        "internal interface I : IGrainWithIntegerCompoundKey { Task Go(); }",
        "public class Outer<T> { internal interface I<U> : IGrainWithGuidCompoundKey where U : class, IEnumerable<T>, new() { Task<T> Go(U u); Task<(T, U, V)> Of<V>(V v) where V : struct, IComparable<V>; } }",
        "public interface I<T> : IGrainWithStringKey { Task Go<U>(U x, T y) where U : notnull; }",
        "public interface I<in TIn, out TOut> : IGrainWithStringKey { Task Go(TIn x); IAsyncEnumerable<TOut> Stream(); }",
        "namespace @namespace.@int { public interface @interface : IGrainWithStringKey { Task<@interface> @class(int @event, string @new); Task @await<@in>(@in x); } }",
        "public interface I : IGrainWithStringKey { Task Go(string? a, List<string?>? b, string?[] c, (string?, int?) d, dynamic e, int? f = null, params int[] g); }",
        "public interface I : IGrainWithStringKey { Task<T?> Get<T>(); Task<T?> Maybe<T>(T? x) where T : struct; Task<T?> Ref<T>(T? x) where T : class?; Task<T> Un<T>(T x) where T : unmanaged; }",
        "public interface I : IGrainWithStringKey { Task A(CancellationToken first, int x); Task B(int x, CancellationToken middle, string y); Task C(CancellationToken only); IAsyncEnumerable<int> D(int x, CancellationToken last); }",
        "public interface I : IGrainWithStringKey { Task Go(I self, IGrainObserver other, GrainId id, IGrainWithStringKey key); }",
        "public interface I : IGrainWithStringKey { Task Go(int[] a); Task Go(int[,] a); Task Go(int[][] a); Task Go(List<int> a); Task Go(int a); Task Go(); Task Go<T>(T a); Task Go<T, U>(T a, U b); }",
        "public interface IA<T> : IGrainWithStringKey { Task Go(T x); } public interface IB<T> : IA<T> { } public interface IC : IB<int>, IA<string> { } public interface ID<T> : IB<IA<T>[]> { }",
        "[Obsolete] public interface I : IGrainWithStringKey { [Obsolete] Task Go(Old x); } [Obsolete, GenerateSerializer] public class Old { [Obsolete, Id(0)] public int X { get; set; } }",
        "public interface I : IGrainWithStringKey { Task Go(int arg0, int request, int p0, int target, int value, int index, int writer, int shared, int key); }",
        "public interface I : IGrainWithStringKey { Task Go(Dictionary<string, (int A, List<(string B, int)> C)> x); Task<(int X, int Y)> Ask((int, int, int, int, int, int, int, int, int) nine); }",
        "public interface I : IGrainWithStringKey { internal Task Inner(); Task Outer(); }",
        "public interface IBase : IGrainWithStringKey { Task Go(); } public interface I : IBase { Task IBase.Go() => Task.CompletedTask; Task Other(); }",
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Interface_OfEachShape_CompilesWithoutWarnings(string source)
    {
        Consumer.Of(source).Generate().AssertClean();
        (Consumer.Of("#nullable enable annotations\n" + source) with { Nullable = Microsoft.CodeAnalysis.NullableContextOptions.Disable }).Generate().AssertClean();
    }

    private static uint Fnv(string text) => System.Text.Encoding.UTF8.GetBytes(text).Aggregate(2166136261u, static (hash, octet) => unchecked((hash ^ octet) * 16777619u));
}
