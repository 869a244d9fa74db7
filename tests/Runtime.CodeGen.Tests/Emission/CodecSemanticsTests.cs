using System.Reflection;
using Orleans.CodeGen.Tests.Harness;

namespace Orleans.CodeGen.Tests.Emission;

/// <summary>What codecs promise beyond a round trip: isolation, sharing, and two versions that understand each other.</summary>
public sealed class CodecSemanticsTests
{
    [Theory]
    [InlineData("public sealed record T(int A, string B);", true)]
    [InlineData("public sealed record T(int A, T? Next);", true)]
    [InlineData("public readonly record struct T(int A, (int, string) B);", true)]
    [InlineData("public readonly struct T { [Id(0)] public readonly int A; [Id(1)] public DateTime B { get; init; } }", true)]
    [InlineData("public sealed class T { [Id(0)] public string A { get; } = \"\"; [Id(1)] public System.Collections.Immutable.ImmutableArray<int> B { get; init; } }", true)]
    [InlineData("[Immutable] public class T { [Id(0)] public int[]? A { get; set; } }", true)]
    [InlineData("public sealed class T { [Id(0), Immutable] public readonly int[]? A; }", true)]
    [InlineData("public sealed record T(Outer<int> A); [GenerateSerializer] public sealed record Outer<U>(U Value);", true)]
    [InlineData("public sealed record T(I A); public interface I : IGrainWithStringKey { }", false)]
    [InlineData("public record T(int A);", false)]
    [InlineData("public sealed class T { [Id(0)] public int A { get; set; } }", false)]
    [InlineData("public sealed record T(List<int> A);", false)]
    [InlineData("public sealed record T(int[] A);", false)]
    [InlineData("public sealed record T(object A);", false)]
    [InlineData("public record struct T(int A);", false)]
    [InlineData("public sealed record T(int A) { [NonSerialized] public int Counter; }", false)]
    [InlineData("public sealed record T(Outer<List<int>> A); [GenerateSerializer] public sealed record Outer<U>(U Value);", false)]
    [InlineData("public sealed record T(Open A); [GenerateSerializer] public record Open(int B);", false)]
    public void IsShareable_OfAType_SaysWhetherItIsImmutableAllTheWayDown(string declaration, bool expected)
    {
        var assembly = Consumer.Of("[GenerateSerializer] " + declaration).Generate().Load();

        Assert.Equal(expected, new Wire(assembly).IsShareable(assembly.GetType("T")!));
    }

    [Fact]
    public void IsShareable_AcrossAssemblies_AsksTheOtherCodec()
    {
        var library = Consumer.Of("[GenerateSerializer] public sealed record Fixed(int X); [GenerateSerializer] public sealed class Loose { [Id(0)] private int _x; public int Next() => _x++; } [GenerateSerializer] public sealed record Wrap<T>(T Value);").Generate();
        var libraryAssembly = library.Load();
        var assembly = new Consumer
        {
            Sources = ["[GenerateSerializer] public sealed record A(Fixed F); [GenerateSerializer] public sealed record B(Loose L); [GenerateSerializer] public sealed record C(Wrap<C>? Next);"],
            References = [library.AsReference()],
        }.Generate().Load();
        var wire = new Wire(libraryAssembly, assembly);

        Assert.True(wire.IsShareable(assembly.GetType("A")!));
        Assert.False(wire.IsShareable(assembly.GetType("B")!));
        // Two types that ask each other answer with a copy at worst; they do not ask for ever.
        _ = wire.IsShareable(assembly.GetType("C")!);
    }

    [Fact]
    public void Copy_OfMutableState_SharesNothingButWhatIsImmutable()
    {
        var assembly = Consumer.Of("""
            [GenerateSerializer] public class Item { [Id(0)] public Name? Name; [Id(1)] public Item? Inner; [Id(2), Immutable] public int[]? Frozen; }
            [GenerateSerializer] public sealed record Name(string Text);
            """).Generate().Load();
        dynamic item = Activator.CreateInstance(assembly.GetType("Item")!)!;
        dynamic inner = Activator.CreateInstance(assembly.GetType("Item")!)!;
        item.Inner = inner;
        item.Frozen = new[] { 1 };
        item.Name = (dynamic)Activator.CreateInstance(assembly.GetType("Name")!, "n")!;
        inner.Inner = item;

        dynamic copy = new Wire(assembly).Copy(item);

        Assert.NotSame((object)item, (object)copy);
        Assert.NotSame((object)inner, (object)copy.Inner);
        Assert.Same((object)copy, (object)copy.Inner.Inner);
        Assert.Same((object)item.Name, (object)copy.Name);
        Assert.Same((object)item.Frozen, (object)copy.Frozen);
    }

    [Theory]
    [InlineData("public record T(int A);", "public record T(int A, string? B);")]
    [InlineData("public record T(int A);", "public record T(int A) { [Id(0)] public string? B { get; init; } }")]
    [InlineData("public record T(int A) { [Id(0)] public string? C { get; init; } }", "public record T(int A, int B) { [Id(0)] public string? C { get; init; } [Id(1)] public int D { get; init; } }")]
    [InlineData("public record T { [Id(0)] public int A { get; init; } }", "public record T { [Id(5)] public string? B { get; init; } [Id(0)] public int A { get; init; } }")]
    [InlineData("public record T(int A) : Base { } [GenerateSerializer] public record Base { [Id(0)] public int X { get; init; } }", "public record T(int A) : Base { } [GenerateSerializer] public record Base { [Id(0)] public int X { get; init; } [Id(1)] public int Y { get; init; } }")]
    public void Versions_WithAndWithoutAMember_ReadEachOther(string older, string newer)
    {
        const string Make = " public static class Samples { public static T Make() { var t = (T)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(T)); foreach (var f in typeof(T).GetProperties()) if (f.PropertyType == typeof(int)) f.SetValue(t, 7); else if (f.PropertyType == typeof(string)) f.SetValue(t, \"s\"); return t; } }";
        var old = Consumer.Of("[GenerateSerializer] " + older + Make).Generate().Load();
        var now = Consumer.Of("[GenerateSerializer] " + newer + Make).Generate().Load();

        AssertReads(old, now);
        AssertReads(now, old);
    }

    private static void AssertReads(Assembly from, Assembly to)
    {
        var value = from.GetType("Samples")!.GetMethod("Make")!.Invoke(null, null)!;
        var bytes = new Wire(from).Write(from.GetType("T")!, value);
        var read = new Wire(to).Read(to.GetType("T")!, bytes)!;
        foreach (var property in to.GetType("T")!.GetProperties().Where(static p => p.Name != "EqualityContract"))
        {
            var original = from.GetType("T")!.GetProperty(property.Name);
            if (original is not null) Assert.Equal(original.GetValue(value), property.GetValue(read));
            else Assert.Equal(property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null, property.GetValue(read));
        }
    }
}
