using System.Collections.Immutable;
using System.Collections.ObjectModel;
using OrleansAgents.Runtime.Tests.Serialization.Models;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;


namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>Identity and cycles, on the wire and in copies.</summary>
[Promise("S3")]
public sealed class GraphTests
{
    public static TheoryData<bool> Ways => [false, true];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Cycle_OfObjects_Survives(bool copy)
    {
        var ann = new Person { Name = "Ann" };
        var bob = new Person { Name = "Bob", Friend = ann };
        ann.Friend = bob;
        ann.Anything = ann;
        ann.Children = [bob, ann, bob];

        var result = Pass(ann, copy);

        Assert.NotSame(ann, result);
        Assert.Same(result, result.Friend!.Friend);
        Assert.Same(result, result.Anything);
        Assert.Equal([result.Friend, result, result.Friend], result.Children);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Cycle_ThroughACollection_Survives(bool copy)
    {
        var array = new object?[2];
        array[0] = array;
        var list = new List<object?> { array };
        list.Add(list);
        array[1] = list;
        var map = new Dictionary<string, object?> { ["list"] = list };
        map["self"] = map;
        list.Add(map);

        var result = (List<object?>)Pass<object>(list, copy);

        var resultArray = Assert.IsType<object?[]>(result[0]);
        Assert.Same(resultArray, resultArray[0]);
        Assert.Same(result, resultArray[1]);
        Assert.Same(result, result[1]);
        var resultMap = Assert.IsType<Dictionary<string, object?>>(result[2]);
        Assert.Same(result, resultMap["list"]);
        Assert.Same(resultMap, resultMap["self"]);
    }

    /// <summary>The immutable part cannot refer to itself; the cycle is closed through the mutable one.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void Cycle_ThroughAnImmutableCollection_IsClosedAtTheMutablePart(bool copy)
    {
        var list = new List<object?>();
        var tuple = Tuple.Create<object, int>(ImmutableList.Create<object>(list), 5);
        list.Add(tuple);

        var result = (Tuple<object, int>)Pass<object>(tuple, copy);

        var inner = Assert.IsType<List<object?>>(Assert.IsType<ImmutableList<object>>(result.Item1)[0]);
        var again = Assert.IsType<Tuple<object, int>>(inner[0]);
        Assert.Same(inner, ((ImmutableList<object>)again.Item1)[0]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Objects_UsedTwice_StayOne(bool copy)
    {
        object[] shared =
        [
            new Person(), new List<int> { 1 }, new byte[] { 1 }, new int[] { 1 }, new[,] { { 1 } }, Tuple.Create(new List<int>()), new object(),
            ImmutableList.Create(new Person()), new ReadOnlyCollection<int>([1]), new Dictionary<int, int>(), new System.Collections.BitArray(3),
            new System.Text.Json.Nodes.JsonObject(), new Pair<int>(), new HashSet<string>(),
        ];
        foreach (var value in shared)
        {
            var result = Pass<object[]>([value, value], copy);
            Assert.NotSame(value, result[0]);
            Assert.Same(result[0], result[1]);
        }
    }

    [Fact]
    public void Objects_Equal_StayTwo()
    {
        var result = Known.RoundTrip<List<int>[]>([[1], [1]]);
        Assert.NotSame(result[0], result[1]);
    }

    /// <summary>More objects than the linear part of the index holds, and than a pooled one keeps.</summary>
    [Theory]
    [InlineData(8, true)]
    [InlineData(9, true)]
    [InlineData(17, false)]
    [InlineData(10_000, true)]
    [InlineData(10_000, false)]
    public void Objects_Many_StayThemselves(int count, bool copy)
    {
        var people = Enumerable.Range(0, count).Select(i => new Person { Age = i }).ToList();
        people.AddRange(people.AsEnumerable().Reverse().ToList());
        for (var round = 0; round < 2; round++)
        {
            var result = Pass(people, copy);
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(i, result[i].Age);
                Assert.Same(result[i], result[^(i + 1)]);
            }
        }
    }

    [Fact]
    public void Reference_ToAValueOfAnotherDeclaredType_IsFollowed()
    {
        var circle = new Circle { Radius = 2 };
        var result = Known.RoundTrip<(Circle, Shape, IHasArea, object)>((circle, circle, circle, circle));
        Assert.Equal(2, result.Item1.Radius);
        Assert.Same(result.Item1, result.Item2);
        Assert.Same(result.Item1, result.Item3);
        Assert.Same(result.Item1, result.Item4);
    }

    private static T Pass<T>(T value, bool copy) => copy ? Known.Copy(value) : Known.RoundTrip(value);
}
