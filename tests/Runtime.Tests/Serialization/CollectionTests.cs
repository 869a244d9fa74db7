using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using OrleansAgents.Runtime.Tests.Serialization.Models;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>Comparers, order, duplicates.</summary>
[Promise("S4")]
public sealed class CollectionTests
{
    public static TheoryData<string> Comparers => ["default", "ordinal", "ordinal ignoring case", "invariant ignoring case"];

    [Theory]
    [MemberData(nameof(Comparers))]
    public void Comparer_OfHashedCollections_Survives(string name)
    {
        var comparer = ComparerOf(name);
        var equal = (comparer ?? StringComparer.Ordinal).Equals("a", "A");
        foreach (var pass in new Func<object, object>[] { x => Known.RoundTrip(x), x => Known.Copy(x) })
        {
            Assert.Equal(equal, ((HashSet<string>)pass(new HashSet<string>(["a"], comparer))).Contains("A"));
            Assert.Equal(equal, ((Dictionary<string, Person>)pass(new Dictionary<string, Person>(comparer) { ["a"] = new() })).ContainsKey("A"));
            Assert.Equal(equal, ((ConcurrentDictionary<string, Person>)pass(new ConcurrentDictionary<string, Person>(comparer) { ["a"] = new() })).ContainsKey("A"));
            Assert.Equal(equal, ((ImmutableHashSet<string>)pass(ImmutableHashSet.Create(comparer, "a"))).Contains("A"));
            Assert.Equal(equal, ((ImmutableDictionary<string, Person>)pass(ImmutableDictionary.Create<string, Person>(comparer).Add("a", new()))).ContainsKey("A"));
            Assert.Equal(equal, ((FrozenSet<string>)pass(new[] { "a" }.ToFrozenSet(comparer))).Contains("A"));
            Assert.Equal(equal, ((FrozenDictionary<string, Person>)pass(new Dictionary<string, Person> { ["a"] = new() }.ToFrozenDictionary(comparer))).ContainsKey("A"));
        }
    }

    [Theory]
    [MemberData(nameof(Comparers))]
    public void Comparer_OfSortedCollections_Survives(string name)
    {
        var comparer = ComparerOf(name);
        var expected = new SortedSet<string>(["b", "A", "a1", "B2"], comparer).ToList();
        foreach (var pass in new Func<object, object>[] { x => Known.RoundTrip(x), x => Known.Copy(x) })
        {
            Assert.Equal(expected, ((SortedSet<string>)pass(new SortedSet<string>(["b", "A", "a1", "B2"], comparer))).ToList());
            Assert.Equal(expected, ((SortedDictionary<string, int>)pass(new SortedDictionary<string, int>(expected.ToDictionary(x => x, _ => 0), comparer))).Keys);
            Assert.Equal(expected, ((SortedList<string, int>)pass(new SortedList<string, int>(expected.ToDictionary(x => x, _ => 0), comparer))).Keys);
            Assert.Equal(expected, ((ImmutableSortedSet<string>)pass(ImmutableSortedSet.CreateRange(comparer, expected))).ToList());
        }
    }

    [Fact]
    public void Comparer_OfItsOwnClass_TravelsAsAnObject()
    {
        var catalog = Build(builder => builder.AddCodec(c => new LengthComparerCodec(c)));
        var read = catalog.RoundTrip(new HashSet<string>(["ab"], new LengthComparer { Modulus = 10 }));
        Assert.True(read.TryGetValue("xy", out _));
        Assert.Equal(10, Assert.IsType<LengthComparer>(read.Comparer).Modulus);

        var failure = Assert.Throws<CodecNotFoundException>(() => Known.Write(new HashSet<string>(new LengthComparer())));
        Assert.Contains(nameof(LengthComparer), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Comparer_OfAnotherType_IsRefused()
    {
        var message = Message(w =>
        {
            var token = w.BeginObject(0);
            w.WriteUInt32(0, 1);
            w.WriteUInt32(3, 2);
            w.WriteInt32(1, 5);
            w.EndObject(token);
        });
        Assert.Throws<InvalidValueException>(() => Known.Read<HashSet<int>>(message));
        Assert.Throws<InvalidValueException>(() => Known.Read<SortedDictionary<int, int>>(message));
    }

    [Fact]
    public void Stack_ComesBackInOrder()
    {
        var expected = new[] { 3, 2, 1 };
        Assert.Equal(expected, Known.RoundTrip(new Stack<int>([1, 2, 3])).ToArray());
        Assert.Equal(expected, Known.Copy(new Stack<int>([1, 2, 3])).ToArray());
        Assert.Equal(expected, Known.RoundTrip(ImmutableStack.Create(1, 2, 3)).ToArray());
        Assert.Equal(expected, Known.RoundTrip<IEnumerable<int>>(ImmutableStack.Create(1, 2, 3)).ToArray());
    }

    [Fact]
    public void Key_ThatOccursTwice_IsRefused()
    {
        var map = Message(w =>
        {
            var token = w.BeginObject(0);
            w.WriteUInt32(0, 2);
            for (var i = 0; i < 2; i++)
            {
                w.WriteString(1, "same");
                w.WriteInt32(2, i);
            }

            w.EndObject(token);
        });
        Assert.Contains("same", Assert.Throws<InvalidValueException>(() => Known.Read<Dictionary<string, int>>(map)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidValueException>(() => Known.Read<SortedList<string, int>>(map));
        Assert.Throws<InvalidValueException>(() => Known.Read<SortedDictionary<string, int>>(map));
        Assert.Throws<InvalidValueException>(() => Known.Read<ConcurrentDictionary<string, int>>(map));
        Assert.Throws<InvalidValueException>(() => Known.Read<ImmutableDictionary<string, int>>(map));
        Assert.Throws<InvalidValueException>(() => Known.Read<FrozenDictionary<string, int>>(map));
        Assert.Throws<InvalidValueException>(() => Known.Read<System.Collections.ObjectModel.ReadOnlyDictionary<string, int>>(map));

        var set = Known.Write(new[] { "same", "same" });
        Assert.Throws<InvalidValueException>(() => Known.Read<HashSet<string>>(set));
        Assert.Throws<InvalidValueException>(() => Known.Read<SortedSet<string>>(set));
        Assert.Throws<InvalidValueException>(() => Known.Read<ImmutableHashSet<string>>(set));
        Assert.Throws<InvalidValueException>(() => Known.Read<FrozenSet<string>>(set));
    }

    [Fact]
    public void Elements_ThatCannotBeCompared_AreRefused() =>
        Assert.Throws<InvalidValueException>(() => Known.Read<SortedSet<object>>(Known.Write<object[]>([new Person(), new Person()])));

    [Fact]
    public void Array_StartingElsewhereThanZero_IsRefusedWhenWritten()
    {
        var array = (int[,])Array.CreateInstance(typeof(int), [1, 1], [5, 0]);
        Assert.Throws<SerializerException>(() => Known.Write(array));
    }

    private static StringComparer? ComparerOf(string name) => name switch
    {
        "ordinal" => StringComparer.Ordinal,
        "ordinal ignoring case" => StringComparer.OrdinalIgnoreCase,
        "invariant ignoring case" => StringComparer.InvariantCultureIgnoreCase,
        _ => null,
    };

    private sealed class LengthComparer : IEqualityComparer<string>
    {
        public int Modulus { get; set; } = 2;

        public bool Equals(string? x, string? y) => x?.Length % Modulus == y?.Length % Modulus;

        public int GetHashCode(string obj) => obj.Length % Modulus;
    }

    private sealed class LengthComparerCodec(CodecCatalog catalog) : ObjectCodec<LengthComparer>(catalog)
    {
        public override void WriteMembers(Writer writer, LengthComparer value) => writer.WriteInt32(0, value.Modulus);

        public override void ReadMembers(Reader reader, LengthComparer value)
        {
            while (reader.TryReadField(out var field))
            {
                switch (field.Id)
                {
                    case 0: value.Modulus = reader.ReadInt32(field); break;
                    default: reader.Skip(field); break;
                }
            }
        }

        public override void CopyMembers(LengthComparer from, LengthComparer to, CopyContext context) => to.Modulus = from.Modulus;

        protected override LengthComparer Create() => new();
    }
}
