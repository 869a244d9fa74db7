using System.Text.Json.Serialization;
using Orleans.Storage;

namespace OrleansAgents.Runtime.Tests.State;

/// <summary>The types that the tests' records may name.</summary>
internal sealed class SampleTypes : IStateTypes
{
    public IEnumerable<Type> Types => [typeof(Circle), typeof(Square), typeof(Point)];

    public string NameOf(Type type) => type == typeof(Circle) ? "circle" : type.FullName!;
}

[GenerateSerializer]
internal sealed class Hidden
{
    [Id(3)]
    public int PublicField;

    [Id(4)]
    private int _privateField;

    [Id(5)]
    private readonly int _readonlyField;

    private Hidden(int readonlyField) => _readonlyField = readonlyField;

    [Id(0)]
    public string? PrivateSetter { get; private set; }

    [Id(1)]
    public List<string> GetOnly { get; } = [];

    [Id(2)]
    public int Init { get; init; }

    public int Computed => Init + 1;

    [Id(6)]
    private int PrivateProperty { get; set; }

    public static Hidden Make()
    {
        Hidden made = new(6) { Init = 3, PublicField = 4, _privateField = 5, PrivateSetter = "1", PrivateProperty = 7 };
        made.GetOnly.Add("2");
        return made;
    }

    public string Describe() => $"{PrivateSetter} {string.Join(',', GetOnly)} {Init} {PublicField} {_privateField} {_readonlyField} {PrivateProperty}";
}

[GenerateSerializer]
internal sealed class Omitting
{
    [NonSerialized]
    public int Unserialized;

    [Id(0)]
    public int Kept { get; set; }

    [Id(1)]
    [JsonIgnore]
    public int Ignored { get; set; }

    public int Doubled => Kept * 2;
}

[GenerateSerializer]
internal sealed record Point(int X, int Y);

[GenerateSerializer]
internal sealed record Named(string Name, Point Place)
{
    [Id(2)]
    public string? Note { get; set; }
}

[GenerateSerializer]
internal readonly record struct Measured(double Value, string Unit);

[GenerateSerializer]
internal class Base(string text)
{
    [Id(0)]
    private string _text = text;

    public virtual string Describe() => _text;
}

[GenerateSerializer]
internal sealed class Derived(string baseText, string text) : Base(baseText)
{
    [Id(0)]
    private string _text = text;

    public override string Describe() => $"{base.Describe()}/{_text}";
}

[GenerateSerializer]
internal sealed class PrivatelyConstructed
{
    private PrivatelyConstructed() => Text = "initial";

    [Id(0)]
    public string Text { get; set; }
}

[GenerateSerializer]
internal sealed class NeedsAService(IServiceProvider services)
{
    [Id(0)]
    public string? Text { get; set; }

    public IServiceProvider Services() => services;
}

internal sealed class WithDefaults
{
    public int A { get; set; }

    public string B { get; set; } = "default";

    public List<int> C { get; } = [1];
}

internal sealed class WithRequired
{
    public required string Name { get; set; }
}

internal sealed class Node
{
    public Node? Next { get; set; }
}

internal enum Order
{
    First = 1,
    Second = 2,
}

internal abstract class Shape
{
}

[GenerateSerializer]
[Alias("circle")]
internal sealed class Circle : Shape
{
    [Id(0)]
    public int Radius { get; set; }
}

[GenerateSerializer]
internal sealed class Square : Shape
{
    [Id(0)]
    public int Side { get; set; }
}

internal sealed class Hostile : Shape
{
    public Hostile() => WasMade = true;

    public static bool WasMade { get; set; }
}

internal sealed class Drawing
{
    public List<Shape> Shapes { get; set; } = [];

    public Shape? Favourite { get; set; }
}

internal sealed class Anything
{
    public object? Value { get; set; }
}
