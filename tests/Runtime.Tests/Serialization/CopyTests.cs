using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Serialization;
using OrleansAgents.Runtime.Tests.Serialization.Models;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>A copy shares nothing that can change, and everything that cannot.</summary>
public sealed class CopyTests
{
    [Fact]
    public void Copy_OfMutableValues_SharesNothing()
    {
        var original = new Person { Name = "Ann", Children = [new Person()], Anything = new Dictionary<string, int[]> { ["a"] = [1] } };
        var copy = Known.Copy(original);
        Assert.NotSame(original, copy);
        Assert.NotSame(original.Children, copy.Children);
        Assert.NotSame(original.Children[0], copy.Children![0]);
        Assert.NotSame(((Dictionary<string, int[]>)original.Anything)["a"], ((Dictionary<string, int[]>)copy.Anything!)["a"]);
        Assert.Equal("Ann", copy.Name);
    }

    [Fact]
    public void Copy_OfImmutableValues_IsTheSameInstance()
    {
        object[] values =
        [
            "text", new Money("EUR", 1), ImmutableList.Create(1), ImmutableList.Create(new Money("EUR", 1)), ImmutableDictionary<string, int>.Empty.Add("a", 1),
            Tuple.Create(1, "a"), new Uri("https://example.org"), typeof(int), 5, (1, "b"), new InvalidOperationException("x"),
        ];
        foreach (var value in values)
        {
            Assert.Same(value, Known.Copy(value));
        }

        var array = ImmutableArray.Create(new Money("EUR", 1));
        Assert.True(array == Known.Copy(array));
        int[] wrapped = [1];
        Assert.Same(wrapped, Known.Copy(new Immutable<int[]>(wrapped)).Value);
    }

    [Fact]
    public void Copy_OfImmutableCollectionsOfMutableValues_IsDeep()
    {
        var person = new Person();
        Assert.NotSame(person, Known.Copy(ImmutableList.Create(person))[0]);
        Assert.NotSame(person, Known.Copy(ImmutableArray.Create(person))[0]);
        Assert.NotSame(person, Known.Copy(Tuple.Create(person)).Item1);
        Assert.NotSame(person, Known.Copy((person, 1)).person);
        Assert.NotSame(person, Known.Copy(KeyValuePair.Create(1, person)).Value);
    }

    [Fact]
    public void Copy_OfAStruct_CopiesItsParts()
    {
        var point = new Point { X = 1, Tags = [5] };
        var copy = Known.Copy(point);
        Assert.NotSame(point.Tags, copy.Tags);
        Assert.Equal([5], copy.Tags!);
        Assert.NotSame(point.Tags, Known.Copy<Point?>(point)!.Value.Tags);
    }

    [Fact]
    public void IsShareable_SaysWhetherCopiesAreNeeded()
    {
        Assert.True(Known.Get<int>().IsShareable);
        Assert.True(Known.Get<int?>().IsShareable);
        Assert.True(Known.Get<string>().IsShareable);
        Assert.True(Known.Get<Money>().IsShareable);
        Assert.True(Known.Get<ImmutableArray<Money>>().IsShareable);
        Assert.True(Known.Get<(int, Money)>().IsShareable);
        Assert.True(Known.Get<Color>().IsShareable);
        Assert.False(Known.Get<int[]>().IsShareable);
        Assert.False(Known.Get<ImmutableArray<Person>>().IsShareable);
        Assert.False(Known.Get<(int, Person)>().IsShareable);
        Assert.False(Known.Get<object>().IsShareable);
        Assert.False(Known.Get<IEnumerable<int>>().IsShareable);
        Assert.False(Known.Get<System.Collections.ObjectModel.ReadOnlyCollection<int>>().IsShareable);
    }

    [Fact]
    public void Copies_InOneContext_ShareIdentity_AfterResetTheyDoNot()
    {
        var person = new Person();
        var context = CopyContext.Rent(Known);
        var codec = Known.Get<Person>();
        var first = codec.Copy(person, context);
        Assert.Same(first, codec.Copy(person, context));
        context.Reset();
        Assert.NotSame(first, codec.Copy(person, context));
        context.Return();
    }
}
