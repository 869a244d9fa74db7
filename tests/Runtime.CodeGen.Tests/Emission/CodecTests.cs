using System.Reflection;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Tests.Harness;

namespace Orleans.CodeGen.Tests.Emission;

/// <summary>
/// Codecs of every shape of type, compiled, loaded and used. Each source has a class Samples whose fields are values to send; a value's
/// text shows all its state.
/// </summary>
public sealed class CodecTests
{
    public static TheoryData<string, string> Shapes() => new()
    {
        {
            "class with every kind of access",
            """
            [GenerateSerializer]
            public class Order
            {
                [Id(0)] public int Public { get; set; }
                [Id(1)] internal int Internal;
                [Id(2)] private int _private;
                [Id(3)] public int PrivateSet { get; private set; }
                [Id(4)] public int Init { get; init; }
                [Id(5)] public int GetOnly { get; }
                [Id(6)] public readonly int ReadOnly;
                [Id(7)] protected int Protected { get; set; }
                [Id(8)] private int Computed { get => _private * 2; set => _private = value / 2; }
                [Id(9)] public int ComputedInit { get => _computed; init => _computed = value; }
                [NonSerialized] private int _computed;
                public static Order Make() => new(1, 2) { Public = 3, Internal = 4, _private = 5, PrivateSet = 6, Init = 7, Protected = 8, ComputedInit = 9 };
                private Order() { }
                private Order(int a, int b) { GetOnly = a; ReadOnly = b; }
                public override string ToString() => $"{Public} {Internal} {_private} {PrivateSet} {Init} {GetOnly} {ReadOnly} {Protected} {Computed} {ComputedInit}";
            }
            public static class Samples { public static object A = Order.Make(); }
            """
        },
        {
            "required members",
            """
            [GenerateSerializer] public class Named { [Id(0)] public required string Name { get; init; } [Id(1)] public required int Age; public override string ToString() => $"{Name} {Age}"; }
            [GenerateSerializer] public class Derived : Named { [Id(0)] public int X; public override string ToString() => base.ToString() + X; }
            public static class Samples { public static object A = new Named { Name = "n", Age = 3 }; public static object B = new Derived { Name = "m", Age = 4, X = 5 }; }
            """
        },
        {
            "records",
            """
            [GenerateSerializer] public record Point(int X, string? Label);
            [GenerateSerializer] public record Point3(int X, string? Label, int Z) : Point(X, Label) { [Id(0)] public int W { get; init; } }
            [GenerateSerializer] public sealed record Nominal { [Id(0)] public int X { get; init; } [Id(1)] public required string Y { get; init; } }
            [GenerateSerializer] public record struct Mutable(int X, int Y);
            [GenerateSerializer] public readonly record struct Fixed(int X, string Y) { [Id(0)] public int Z { get; init; } }
            [GenerateSerializer] public record Explicit([property: Id(4)] int X, [Id(2)] int Y, int Z);
            [GenerateSerializer(IncludePrimaryConstructorParameters = false)] public record Manual([property: Id(7)] int X, int Y);
            [GenerateSerializer] public record Reordered(int A) { public int A { get; private set; } = A; }
            public static class Samples
            {
                public static object A = new Point(1, "a"); public static object B = new Point3(1, null, 3) { W = 4 }; public static object C = new Nominal { X = 1, Y = "y" };
                public static object D = new Mutable(1, 2); public static object E = new Fixed(1, "y") { Z = 3 }; public static object F = new Explicit(1, 2, 3);
                public static object G = new Manual(1, 0); public static object H = new Reordered(8);
            }
            """
        },
        {
            "primary constructors",
            """
            [GenerateSerializer] public class Plain(int x) { [Id(0)] private readonly int _x = x; public override string ToString() => $"{_x}"; }
            [GenerateSerializer(IncludePrimaryConstructorParameters = true)] public class Matched(int x, string name) { public int X { get; } = x; public string Name { get; } = name; public override string ToString() => $"{X} {Name}"; }
            [GenerateSerializer] public struct S(int x) { [Id(0)] public int X { get; } = x; public override string ToString() => $"{X}"; }
            public static class Samples { public static object A = new Plain(1); public static object B = new Matched(2, "n"); public static object C = new S(3); }
            """
        },
        {
            "constructor of choice",
            """
            [GenerateSerializer]
            public class Chosen
            {
                [GeneratedActivatorConstructor] private Chosen(int x, string text) => Log = "chosen";
                public Chosen() => Log = "default";
                public string Log = "";
                [Id(0)] public int X;
                public override string ToString() => Log + X;
                [field: NonSerialized] public string Unused { get; set; } = "";
                public static Chosen Make() => new(1, "") { X = 5 };
            }
            public static class Samples { public static object A = Chosen.Make(); }
            """.Replace("public string Log = \"\";", "[NonSerialized] public string Log = \"\";", StringComparison.Ordinal)
        },
        {
            "structs",
            """
            [GenerateSerializer] public struct Open { [Id(0)] public int X; [Id(1)] public string? Y { get; set; } public override string ToString() => $"{X} {Y}"; }
            [GenerateSerializer] public readonly struct Closed { public Closed(int x, string y) { X = x; Y = y; } [Id(0)] public readonly int X; [Id(1)] public string Y { get; } public override string ToString() => $"{X} {Y}"; }
            public static class Samples { public static object A = new Open { X = 1, Y = "y" }; public static object B = new Closed(1, "z"); }
            """
        },
        {
            "enums of every underlying type",
            """
            public enum A : sbyte { V = -5 } public enum B : byte { V = 250 } public enum C : short { V = -30000 } public enum D : ushort { V = 60000 }
            public enum E : int { V = -2000000000 } public enum F : uint { V = 4000000000 } public enum G : long { V = long.MinValue } public enum H : ulong { V = ulong.MaxValue }
            [GenerateSerializer] public record Enums(A A, B B, C C, D D, E E, F F, G G, H H);
            public static class Samples { public static object X = new Enums(A.V, B.V, C.V, D.V, E.V, F.V, G.V, H.V); public static object Y = new Enums(0, 0, 0, 0, 0, 0, 0, 0); }
            """
        },
        {
            "primitives",
            """
            [GenerateSerializer] public record Primitives(bool A, byte B, sbyte C, short D, ushort E, int F, uint G, long H, ulong I, char J, float K, double L, string? M, Guid N);
            public static class Samples
            {
                public static object X = new Primitives(true, 255, -128, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, ulong.MaxValue, 'x', 1.5f, 2.5, "text", new Guid("11112222-3333-4444-5555-666677778888"));
                public static object Y = new Primitives(false, 0, 0, 0, 0, 0, 0, 0, 0, default, 0, 0, null, default);
            }
            """
        },
        {
            "generic types",
            """
            [GenerateSerializer] public class Box<T> { [Id(0)] public T? Value { get; set; } public override string ToString() => $"{Value}"; }
            [GenerateSerializer] public class Pair<TKey, TValue> where TKey : notnull, IComparable<TKey> where TValue : struct { [Id(0)] private TKey? _key; [Id(1)] public TValue Value { get; init; } public static Pair<TKey, TValue> Make(TKey key, TValue value) => new() { _key = key, Value = value }; public override string ToString() => $"{_key} {Value}"; }
            [GenerateSerializer] public sealed record Outcome<T>(T Value, int Code) where T : class;
            [GenerateSerializer] public readonly struct Maybe<T> { public Maybe(T value) => Value = value; [Id(0)] public T Value { get; } public override string ToString() => $"{Value}"; }
            [GenerateSerializer] public class Special : Box<string> { [Id(0)] public int X; public override string ToString() => base.ToString() + X; }
            public class Outer<T> { [GenerateSerializer] public sealed record Inner<U>(T First, U Second); }
            public static class Samples
            {
                public static object A = new Box<int> { Value = 4 }; public static object B = Pair<string, long>.Make("k", 7); public static object C = new Outcome<string>("v", 1);
                public static object D = new Maybe<string>("m"); public static object E = new Special { Value = "s", X = 2 }; public static object F = new Outer<int>.Inner<string>(1, "two");
            }
            """
        },
        {
            "names that need care",
            """
            namespace @class.@event { [GenerateSerializer] public class @int { [Id(0)] public int @string { get; set; } [Id(1)] private int @new; [Id(2)] public int value; [Id(3)] public int writer; public static @int Make() => new() { @string = 1, @new = 2, value = 3, writer = 4 }; public override string ToString() => $"{@string} {@new} {value} {writer}"; } }
            namespace First { [GenerateSerializer] public record Same(int X); }
            namespace Second { [GenerateSerializer] public record Same(string Y); [GenerateSerializer] public record SAME(int Z); }
            namespace Third { public class A { [GenerateSerializer] public record B_C(int X); } public class A_B { [GenerateSerializer] public record C(int X); } }
            public static class Samples
            {
                public static object A = @class.@event.@int.Make(); public static object B = new First.Same(1); public static object C = new Second.Same("y"); public static object D = new Second.SAME(2);
                public static object E = new Third.A.B_C(1); public static object F = new Third.A_B.C(2);
            }
            """
        },
        {
            "internal and nested types",
            """
            internal static class Outer { [GenerateSerializer] internal sealed record Inner(int X) { [Id(0)] internal Deep? D { get; set; } internal enum Kind { A, B } [Id(1)] internal Kind K { get; set; } }  [GenerateSerializer] internal record Deep(int Y); }
            public static class Samples { public static object A = new Outer.Inner(1) { D = new(2), K = Outer.Inner.Kind.B }; }
            """
        },
        {
            "global namespace and partial types",
            """
            [GenerateSerializer] public partial class Split { [Id(0)] public int X { get; set; } }
            public partial class Split { [Id(1)] public int Y { get; set; } public override string ToString() => $"{X} {Y}"; }
            public static class Samples { public static object A = new Split { X = 1, Y = 2 }; }
            """
        },
        {
            "base classes",
            """
            [GenerateSerializer] public abstract class Animal { [Id(0)] public string Name { get; set; } = ""; [Id(1)] public virtual int Legs { get; set; } public override string ToString() => $"{GetType().Name} {Name} {Legs}"; }
            public abstract class Mammal : Animal { public abstract int Weight { get; set; } }
            [GenerateSerializer] public class Dog : Mammal { [Id(0)] public override int Weight { get; set; } [Id(1)] public override int Legs { get; set; } public override string ToString() => base.ToString() + Weight; }
            [GenerateSerializer] public class Puppy : Dog { [Id(0)] public new string Name { get; set; } = ""; public override string ToString() => base.ToString() + Name; }
            public static class Samples { public static object A = new Dog { Name = "d", Legs = 4, Weight = 9 }; public static object B = new Puppy { Name = "p", Legs = 3 }; }
            """
        },
        {
            "explicit interface and generated ids",
            """
            public interface IHasX { int X { get; set; } }
            [GenerateSerializer] public class Explicit : IHasX { [Id(0)] int IHasX.X { get; set; } public override string ToString() => $"{((IHasX)this).X}"; public static object Make() { var e = new Explicit(); ((IHasX)e).X = 4; return e; } }
            [GenerateSerializer(GenerateFieldIds = GenerateFieldIds.PublicProperties)] public class Auto { public int A { get; set; } public string? B { get; private set; } public int Sum => A; private int Hidden { get; set; } public static object Make() => new Auto { A = 1, B = "b" }; public override string ToString() => $"{A} {B}{Hidden}"; }
            public static class Samples { public static object A = Explicit.Make(); public static object B = Auto.Make(); }
            """
        },
        {
            "collections, nullables, tuples and objects",
            """
            [GenerateSerializer] public sealed class Deep
            {
                [Id(0)] public List<int>? Numbers; [Id(1)] public int? Maybe; [Id(2)] public (int A, string B) Tuple; [Id(3)] public object? Anything; [Id(4)] public dynamic? Dynamic;
                [Id(5)] public byte[]? Bytes; [Id(6)] public int[][]? Jagged; [Id(7)] public int[,]? Square; [Id(8)] public Dictionary<string, List<(int, int?)>>? Map; [Id(9)] public IReadOnlyList<string>? List;
                [Id(10)] public DateTimeOffset Time; [Id(11)] public decimal Money; [Id(12)] public Deep? Self;
                public override string ToString() => System.Text.Json.JsonSerializer.Serialize(new { Numbers, Maybe, T = Tuple.ToString(), Anything, D = (object?)Dynamic, Bytes, Jagged, S = Square?[1, 1], M = Map?["k"][0].ToString(), List, Time, Money, Self = Self?.ToString() });
            }
            public static class Samples
            {
                public static object A = new Deep { Numbers = [1, 2], Maybe = 3, Tuple = (1, "b"), Anything = "any", Dynamic = 5, Bytes = [1, 2], Jagged = [[1], [2, 3]], Square = new int[2, 2] { { 1, 2 }, { 3, 4 } }, Map = new() { ["k"] = [(1, null)] }, List = ["x"], Time = new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), Money = 12.34m, Self = new Deep() };
                public static object B = new Deep();
            }
            """
        },
        {
            "collections with members",
            """
            [GenerateSerializer] public class Tags : List<string> { [Id(0)] public string? Name { get; set; } public override string ToString() => $"{Name} {string.Join(',', this)}"; }
            [GenerateSerializer] public class Map : Dictionary<string, int> { [Id(0)] public string? Name { get; set; } public override string ToString() => $"{Name} {string.Join(',', this)}"; }
            [GenerateSerializer] public class ByLength : Comparer<string> { [Id(0)] public int Sign { get; set; } public override int Compare(string? x, string? y) => Sign * (x!.Length - y!.Length); public override string ToString() => $"{Sign}"; }
            public static class Samples { public static object A = new Tags { "a", "b" }; public static object B = new Map { ["x"] = 1 }; public static object C = new ByLength { Sign = -1 }; static Samples() { ((Tags)A).Name = "t"; ((Map)B).Name = "m"; } }
            """
        },
        {
            "exceptions",
            """
            [GenerateSerializer] public class OrderException : Exception { public OrderException(string message, int code) : base(message) => Code = code; [Id(0)] public int Code { get; } public override string ToString() => $"{Message} {Code}"; }
            public static class Samples { public static object A = new OrderException("m", 4); }
            """
        },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Codec_OfEachShape_RoundTripsAndCopies(string shape, string source)
    {
        Assert.NotEmpty(shape);
        var assembly = Consumer.Of(source).Generate().Load();
        var wire = new Wire(assembly);
        var samples = assembly.GetType("Samples")!.GetFields(BindingFlags.Public | BindingFlags.Static).Select(static f => f.GetValue(null)!).ToList();

        Assert.NotEmpty(samples);
        foreach (var sample in samples)
        {
            Assert.Equal(sample.ToString(), wire.RoundTrip(sample).ToString());
            Assert.Equal(sample.ToString(), wire.Copy(sample).ToString());
            Assert.NotEqual(sample.GetType().ToString(), sample.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Codec_OutsideTheNullableContext_CompilesWithoutWarnings(string shape, string source)
    {
        Assert.NotEmpty(shape);
        var consumer = Consumer.Of("#nullable enable annotations\n" + source) with { Nullable = NullableContextOptions.Disable };

        consumer.Generate().AssertClean();
    }
}
