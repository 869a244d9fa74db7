using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using OrleansAgents.Runtime.Tests.Serialization.Models;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>
/// A million messages that were honest once: truncated, with bits and bytes changed, spliced from two, or plain noise. Each ends in a
/// value or in a <see cref="SerializerException"/>, and takes no more memory than a multiple of its length. A failure prints the
/// seed and the number of the message: <c>ReadMutated(seed, number)</c> replays it alone.
/// </summary>
[Promise("S8")]
public sealed class FuzzTests
{
    private const int Seed = 20260801;
    private const int Messages = 1_000_000;

    /// <summary>
    /// Costs that do not grow with the message: an exception that is thrown on the way (with its trace), the fixed part of a
    /// pooled session's tables, a parser's buffer.
    /// </summary>
    private const int AllocatedMax = 64 * 1024;

    /// <summary>The dearest byte: an empty collection of five bytes is an object of a few hundred.</summary>
    private const int AllocatedPerByteMax = 64;

    private static readonly (Action<Reader, Field> Read, byte[] Message)[] Shapes = MakeShapes();

    [Fact]
    public void Messages_Mutated_EndInAValueOrATypedError()
    {
        var outcomes = new ConcurrentDictionary<string, int>();
        Parallel.For(0, Messages, number => outcomes.AddOrUpdate(ReadMutated(Seed, number), 1, static (_, count) => count + 1));

        // A fuzzer that finds one kind of error only has stopped fuzzing.
        foreach (var expected in new[]
        {
            "read", nameof(MalformedMessageException), nameof(InvalidValueException), nameof(IllegalTypeException), nameof(UnsupportedWireTypeException),
            nameof(ReferenceNotFoundException), nameof(UnknownReferencedTypeException), nameof(UnknownWellKnownTypeException),
        })
        {
            Assert.True(outcomes.GetValueOrDefault(expected) > 0, $"No message ended in '{expected}': {string.Join(", ", outcomes)}");
        }
    }

    private static string ReadMutated(int seed, int number)
    {
        var random = new Random(unchecked((seed * 397) ^ number));
        var (read, original) = Shapes[random.Next(Shapes.Length)];
        var message = Mutate(original, random);
        var outcome = Read(read, message, seed, number, out var allocated);
        if (allocated > AllocatedMax + (AllocatedPerByteMax * (long)message.Length))
        {
            // Types that a message names first are made once in the life of the process; HostileInputTests tests their bound.
            Read(read, message, seed, number, out allocated);
        }

        Assert.True(
            allocated <= AllocatedMax + (AllocatedPerByteMax * (long)message.Length),
            $"Message {number} of seed {seed} ({Convert.ToHexString(message)}) of {message.Length} bytes took {allocated} bytes of memory.");
        return outcome;
    }

    private static string Read(Action<Reader, Field> read, byte[] message, int seed, int number, out long allocated)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reader = Reader.Rent(Known, message);
        try
        {
            if (!reader.TryReadField(out var field))
            {
                return "empty";
            }

            read(reader, field);
            return "read";
        }
        catch (SerializerException failure)
        {
            return failure.GetType().Name;
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Message {number} of seed {seed} ({Convert.ToHexString(message)}) ended in {failure.GetType()}: {failure}", failure);
        }
        finally
        {
            reader.Return();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        switch (random.Next(10))
        {
            case 0:
                return original[..random.Next(original.Length)];
            case 1:
                var noise = new byte[random.Next(64)];
                random.NextBytes(noise);
                return noise;
            case 2:
                var other = Shapes[random.Next(Shapes.Length)].Message;
                return [.. original[..random.Next(original.Length)], .. other[random.Next(other.Length)..]];
            case 3:
                var at = random.Next(original.Length);
                return [.. original[..at], .. original[random.Next(original.Length)..], .. original[at..]];
            case 4:
                // Small numbers, which are codes, counts, ids and offsets, in place of others.
                var small = (byte[])original.Clone();
                small[random.Next(small.Length)] = (byte)random.Next(128);
                return small;
            default:
                var changed = (byte[])original.Clone();
                for (var left = 1 + random.Next(4); left > 0; left--)
                {
                    var index = random.Next(changed.Length);
                    changed[index] = random.Next(2) == 0 ? (byte)(changed[index] ^ (1 << random.Next(8))) : (byte)random.Next(256);
                }

                return changed;
        }
    }

    private static (Action<Reader, Field> Read, byte[] Message)[] MakeShapes()
    {
        static (Action<Reader, Field>, byte[]) Shape<T>(T value) => ((reader, field) => Known.Get<T>().Read(reader, field), Known.Write(value));

        var ann = new Person { Name = "Ann", Age = 40 };
        var bob = new Person { Name = "Bob", Friend = ann, Children = [ann, new Person { Anything = 5 }] };
        ann.Anything = new Dictionary<string, object?> { ["bob"] = bob, ["list"] = new List<object?> { ann, "text", 1L, null } };
        Exception thrown = new InvalidOperationException("outer", new AggregateException(new TimeoutException("a"), new ArgumentNullException("b")));
        thrown.Data["n"] = 1;
        return
        [
            Shape(ann),
            Shape<object>(new object[] { ann, bob, ann, new Circle { Radius = 1 }, new Crate { Width = 2 } }),
            Shape(new List<Shape> { new Circle { Radius = 1, Label = "c" }, new Box { Width = 2 }, new Crate { Depth = 3 } }),
            Shape<object>(new Pair<Dictionary<string, Person?[]>> { First = new() { ["a"] = [ann, null] } }),
            Shape<object>(new object[] { new Pair<Person>(), new Pair<Person>(), new Pair<Person>(), typeof(Pair<int[,]>) }),
            Shape(thrown),
            Shape((1, "b", 2.5, (decimal?)1.5m, (int?)0, DateTime.UnixEpoch, new DateTimeOffset(1, TimeSpan.Zero))),
            Shape((Guid.Empty, new Guid("00112233-4455-6677-8899-aabbccddeeff"), new Uri("http://a.b/c"), new Version(1, 2), Color.Red, Half.One, (Int128)5)),
            Shape(new Dictionary<string, List<int>> { ["a"] = [1, 2], ["b"] = [], ["c"] = [3] }),
            Shape((new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a", "b" }, new SortedDictionary<int, string> { [1] = "a" }, new Stack<int>([1, 2]))),
            Shape((ImmutableDictionary<string, int>.Empty.Add("a", 1), ImmutableArray.Create("x"), Tuple.Create(1, ann), ImmutableList.Create<object>(1, "2"))),
            Shape((new[,] { { 1, 2 }, { 3, 4 } }, new[] { 1.5, 2.5 }, new byte[] { 1, 2, 3 }, new System.Collections.BitArray(9))),
            Shape<JsonNode>(new JsonObject { ["a"] = new JsonArray(1, "x", null), ["b"] = true }),
            Shape<IReadOnlyDictionary<string, IReadOnlyList<int>>>(new Dictionary<string, IReadOnlyList<int>> { ["a"] = new[] { 1 }, ["b"] = new List<int> { 2 } }),
            Shape<List<object?>>([(sbyte)-1, 'c', 1.5f, new Point { X = 1, Tags = [1] }, new Money("EUR", 1), new NamedList { 1, 2 }, System.Net.IPAddress.Loopback]),
            Shape(new Point?[] { null, default(Point), new Point { Y = 5, Tags = [1] } }),
        ];
    }
}
