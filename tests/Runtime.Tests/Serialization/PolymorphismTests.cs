using System.Net;
using Orleans.Serialization;
using OrleansAgents.Runtime.Tests.Serialization.Models;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>Values whose run-time type is not the declared one.</summary>
[Promise("S2")]
[Promise("S3")]
[Promise("S9")]
public sealed class PolymorphismTests
{
    [Fact]
    public void Hierarchy_BehindBaseAndInterface_KeepsTypesAndMembersOfEveryLevel()
    {
        var crate = new Crate { Label = "c", Color = Color.Blue, Width = 2, Height = 3, Depth = 4 };
        foreach (var result in new[]
        {
            Known.RoundTrip<Shape>(crate), Known.RoundTrip<Box>(crate), Known.RoundTrip(crate),
            Known.RoundTrip<IHasArea>(crate), Known.RoundTrip<object>(crate), Known.Copy<IHasArea>(crate),
        })
        {
            var read = Assert.IsType<Crate>(result);
            Assert.Equal(("c", Color.Blue, 2d, 3d, 4d), (read.Label, read.Color, read.Width, read.Height, read.Depth));
        }
    }

    [Fact]
    public void List_OfMixedTypes_KeepsThem()
    {
        var result = Known.RoundTrip<List<Shape?>>([new Circle { Radius = 1 }, new Box { Width = 2 }, null, new Circle { Radius = 3 }]);
        Assert.Equal([typeof(Circle), typeof(Box), null, typeof(Circle)], result.Select(shape => shape?.GetType()));
    }

    [Fact]
    public void Generic_OfOwnTypes_IsNamedStructurally()
    {
        var value = new Pair<Dictionary<string, Person?[]>> { First = new() { ["a"] = [new Person { Age = 3 }, null] } };
        var result = Assert.IsType<Pair<Dictionary<string, Person?[]>>>(Known.RoundTrip<object>(value));
        Assert.Equal(3, result.First!["a"][0]!.Age);
    }

    [Fact]
    public void HiddenSubclass_OfTheBaseLibrary_IsReadAsItsPublicBase()
    {
        Assert.Equal(IPAddress.Loopback, Known.RoundTrip<object>(IPAddress.Loopback));
        Assert.Equal(typeof(int), Known.RoundTrip<object>(typeof(int)));
    }

    [Fact]
    public void Type_WithAlias_IsFoundByAliasAndByName()
    {
        var before = Build(builder => builder.AddCodec(catalog => new PersonCodec(catalog)));
        Assert.Equal(9, ((Person)Known.Read<object>(before.Write<object>(new Person { Age = 9 }))).Age);
        Assert.Contains("person", System.Text.Encoding.UTF8.GetString(Known.Write<object>(new Person())), StringComparison.Ordinal);
    }

    [Fact]
    public void Type_NotRegisteredByTheReader_IsRefusedByName()
    {
        var empty = Build(_ => { });
        var failure = Assert.Throws<IllegalTypeException>(() => empty.Read<object>(Known.Write<object>(new Person())));
        Assert.Equal("person", failure.TypeName);
        Assert.Equal("person", Assert.Throws<IllegalTypeException>(() => empty.Read<object>(Known.Write<object>(new List<Person>()))).TypeName);
    }

    [Fact]
    public void Type_NotAssignable_IsRefused()
    {
        var message = Message(w =>
        {
            w.WriteTypedHeader(0, typeof(Person));
            w.EndObject(w.BeginObject(0));
        });
        Assert.Throws<IllegalTypeException>(() => Known.Read<Shape>(message));
        Assert.IsType<Person>(Known.Read<object>(message));
    }

    [Fact]
    public void Type_Abstract_IsRefused()
    {
        static byte[] Name(Type type) => Message(w =>
        {
            w.WriteTypedHeader(0, type);
            w.EndObject(w.BeginObject(0));
        });
        Assert.Throws<IllegalTypeException>(() => Known.Read<object>(Name(typeof(Shape))));
        Assert.Throws<IllegalTypeException>(() => Known.Read<Shape>(Message(w => w.EndObject(w.BeginObject(0)))));
        Assert.Throws<IllegalTypeException>(() => Known.Read<IHasArea>(Message(w => w.EndObject(w.BeginObject(0)))));
    }

    [Fact]
    public void Type_WithoutCodec_IsRefusedWhenWrittenAndCopied_WithTheFix()
    {
        foreach (var act in new Action[] { () => Known.Write<object>(new Stranger()), () => Known.Copy<object>(new Stranger()), () => Known.Get<Stranger>(), () => Known.Get<List<Stranger>>() })
        {
            var failure = Assert.Throws<CodecNotFoundException>(act);
            Assert.Contains(nameof(Stranger), failure.Message, StringComparison.Ordinal);
            Assert.Contains("[GenerateSerializer]", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Enumerable_WithoutCodec_IsReadAsThePlainCollection()
    {
        var query = Enumerable.Range(1, 3).Where(i => i > 1);
        Assert.Equal([2, 3], Assert.IsType<List<int>>(Known.RoundTrip<IEnumerable<int>>(query)));
        IReadOnlyList<int> expression = [1, 2, 3];
        Assert.Equal([1, 2, 3], Known.RoundTrip(expression));
        Assert.Equal([1, 2, 3], Known.Copy(expression));
        Assert.IsType<HashSet<int>>(Known.RoundTrip<IReadOnlySet<int>>(new OwnSet<int> { 1 }));
        Assert.IsType<int[]>(Known.RoundTrip<IEnumerable<int>>(new[] { 1 }));
        Assert.IsType<SortedDictionary<string, int>>(Known.RoundTrip<IReadOnlyDictionary<string, int>>(new SortedDictionary<string, int>()));
    }

    private sealed class OwnSet<T> : HashSet<T>, IReadOnlySet<T>;
}
