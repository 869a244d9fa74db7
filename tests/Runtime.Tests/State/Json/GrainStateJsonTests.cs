using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.State;

[Promise("T5")]
public sealed class GrainStateJsonTests
{
    private static readonly GrainId Grain = GrainId.Create("cart", "42");

    private readonly GrainStateJson _json = new(new SampleTypes(), GrainFactoryStub.None);

    [Fact]
    public void Members_MarkedWithId_AreStoredWhateverTheirAccess()
    {
        var state = Hidden.Make();

        var text = Write(state);
        var read = Read<Hidden>(text);

        Assert.Equal(state.Describe(), read.Describe());
        Assert.Equal("""{"PrivateSetter":"1","GetOnly":["2"],"Init":3,"PublicField":4,"_privateField":5,"_readonlyField":6,"PrivateProperty":7}""", Sorted(text, "PrivateSetter", "GetOnly", "Init", "PublicField", "_privateField", "_readonlyField", "PrivateProperty"));
    }

    [Fact]
    public void Members_NotStored_AreLeftOut()
    {
        var text = Write(new Omitting { Kept = 1, Ignored = 2, Unserialized = 3 });

        Assert.Equal("""{"Kept":1}""", text);
    }

    [Fact]
    public void Records_OfAllKinds_AreReadBack()
    {
        AssertRoundTrip(new Point(1, -2));
        AssertRoundTrip(new Named("a", new Point(3, 4)) { Note = "n" });
        AssertRoundTrip(new Measured(1.5, "kg"));
        AssertRoundTrip((1, "two", new Point(5, 6)));
    }

    [Fact]
    public void Inheritance_EachLevelIsStored_EvenWithEqualPrivateNames()
    {
        var read = Read<Derived>(Write(new Derived("base", "derived")));

        Assert.Equal("base/derived", read.Describe());
    }

    [Fact]
    public void Constructor_Private_IsUsed() => Assert.Equal("initial", Read<PrivatelyConstructed>("{}").Text);

    [Fact]
    public void Constructor_WithUnknownParameters_IsNotNeeded()
    {
        var read = Read<NeedsAService>("""{"Text":"stored"}""");

        Assert.Equal("stored", read.Text);
    }

    [Fact]
    public void Read_UnknownProperties_AreSkipped() => Assert.Equal(1, Read<Omitting>("""{"Gone":{"x":[1,2]},"Kept":1,"Also":null}""").Kept);

    [Fact]
    public void Read_MissingProperties_KeepWhatTheConstructorGave()
    {
        var read = Read<WithDefaults>("""{"A":5}""");

        Assert.Equal((5, "default", 1), (read.A, read.B, read.C.Count));
    }

    [Fact]
    public void Read_MissingRequiredMember_IsTolerated() => Assert.Null(Read<WithRequired>("{}").Name);

    [Fact]
    public void Read_NumberAsText_IsTolerated() => Assert.Equal(5, Read<WithDefaults>("""{"A":"5"}""").A);

    [Fact]
    public void Read_TextForANumber_NamesGrainStateTypePlaceAndFix()
    {
        var failure = Assert.Throws<GrainStateFormatException>(() => Read<List<WithDefaults>>("""[{"A":1},{"A":"many"}]"""));

        Assert.Contains("state 'cart' of grain cart/42", failure.Message, StringComparison.Ordinal);
        Assert.Contains("$[1].A", failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(WithDefaults), failure.Message, StringComparison.Ordinal);
        Assert.Contains("JsonConverter", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("[1,2]")]
    public void Read_NoJsonOfTheType_FailsTyped(string text) => Assert.Throws<GrainStateFormatException>(() => Read<WithDefaults>(text));

    [Fact]
    public void Write_ACycle_FailsTyped()
    {
        var node = new Node();
        node.Next = node;

        var failure = Assert.Throws<GrainStateFormatException>(() => Write(node));

        Assert.Contains("state 'cart' of grain cart/42", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Enums_AreStoredByNameAndReadByNumberToo()
    {
        Assert.Equal("\"Second\"", Write(Order.Second));
        Assert.Equal(Order.Second, Read<Order>("2"));
        AssertRoundTrip(new Dictionary<Order, Order> { [Order.First] = Order.Second });
    }

    [Fact]
    public void Identities_AreText()
    {
        AssertRoundTrip(new Dictionary<GrainId, GrainType> { [GrainId.Create("user", "a/b")] = GrainType.Create("x") });
        Assert.Equal("\"user/a/b\"", Write(GrainId.Create("user", "a/b")));
        AssertRoundTrip(IdSpan.Create("key"));
        AssertRoundTrip(GrainInterfaceType.Create("my.iface"));
        AssertRoundTrip(SiloAddress.FromParsableString("127.0.0.1:11111@5"));
    }

    [Fact]
    public void Collections_OfManyKinds_AreReadBack()
    {
        AssertRoundTrip(new Dictionary<Point, string> { [new(1, 2)] = "a", [new(3, 4)] = "b" });
        AssertRoundTrip<IDictionary<(int, string), int>>(new Dictionary<(int, string), int> { [(1, "x")] = 1 });
        AssertRoundTrip(new SortedDictionary<int, List<string>> { [2] = ["b"], [1] = [] });
        AssertRoundTrip(new Stack<int>([1, 2, 3]));
        AssertRoundTrip(new Queue<int>([1, 2, 3]));
        AssertRoundTrip(System.Collections.Immutable.ImmutableList.Create(1, 2));
        AssertRoundTrip<IReadOnlyList<int>>([1, 2, 3]);
        AssertRoundTrip(new Dictionary<Guid, TimeSpan> { [Guid.Parse("6F9619FF-8B86-D011-B42D-00CF4FC964FF")] = TimeSpan.FromTicks(12345) });
        AssertRoundTrip(new[] { double.NaN, double.PositiveInfinity, -0.1 });
        AssertRoundTrip(System.Numerics.BigInteger.Parse("123456789012345678901234567890", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Members_OfABaseType_SayWhichTypeTheyHold()
    {
        Drawing drawing = new() { Shapes = [new Circle { Radius = 2 }, new Square { Side = 3 }], Favourite = new Circle { Radius = 1 } };

        var text = Write(drawing);
        var read = Read<Drawing>(text);

        Assert.Contains("""{"$type":"circle","Radius":2}""", text, StringComparison.Ordinal);
        Assert.Equal(2, Assert.IsType<Circle>(read.Shapes[0]).Radius);
        Assert.Equal(3, Assert.IsType<Square>(read.Shapes[1]).Side);
        Assert.Equal(1, Assert.IsType<Circle>(read.Favourite).Radius);
    }

    [Fact]
    public void Read_TypeNotRegistered_IsNeverMade()
    {
        var hostile = $$"""{"Favourite":{"$type":"{{typeof(Hostile).FullName}}"},"Shapes":[]}""";

        Hostile.WasMade = false;

        Assert.Throws<GrainStateFormatException>(() => Read<Drawing>(hostile));
        Assert.Throws<GrainStateFormatException>(() => Read<Anything>($$"""{"Value":{"$type":"{{typeof(Hostile).AssemblyQualifiedName}}" } }"""));
        Assert.False(Hostile.WasMade);
    }

    [Fact]
    public void Read_TypeNameNotFirst_IsTolerated() => Assert.IsType<Circle>(Read<Drawing>("""{"Favourite":{"Radius":1,"$type":"circle"},"Shapes":[]}""").Favourite);

    [Fact]
    public void Write_DerivedTypeNotRegistered_NamesTheFix()
    {
        var failure = Assert.Throws<GrainStateFormatException>(() => Write(new Drawing { Favourite = new Hostile() }));

        Assert.Contains("[GenerateSerializer]", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void Members_DeclaredAsObject_ComeBackAsWhatTheyWere(object? value)
    {
        var read = Read<Anything>(Write(new Anything { Value = value })).Value;

        Assert.Equal(value, read);
        Assert.Equal(value?.GetType(), read?.GetType());
    }

    public static TheoryData<object?> Objects() => [null, "text", true, 5, 5L, 5.5, 5.5m, 'c', DateTimeOffset.UnixEpoch, Guid.Empty, new Point(1, 2)];

    [Fact]
    public void Configure_HasTheLastWord()
    {
        GrainStateJson configured = new(new SampleTypes(), GrainFactoryStub.None, static options => options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase);

        Assert.Equal("""{"x":1,"y":2}""", Encoding.UTF8.GetString(configured.Write(new Point(1, 2), "cart", Grain)));
    }

    private static string Sorted(string json, params string[] order)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(order.Order(), document.RootElement.EnumerateObject().Select(static property => property.Name).Order());
        return $"{{{string.Join(',', order.Select(name => $"\"{name}\":{document.RootElement.GetProperty(name).GetRawText()}"))}}}";
    }

    private void AssertRoundTrip<T>(T value) => Assert.Equal(value, Read<T>(Write(value)));

    private string Write<T>(T value) => Encoding.UTF8.GetString(_json.Write(value, "cart", Grain));

    private T Read<T>(string text) => _json.Read<T>(Encoding.UTF8.GetBytes(text), "cart", Grain)!;
}
