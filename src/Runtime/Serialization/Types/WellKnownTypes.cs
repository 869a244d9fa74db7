using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Orleans.Serialization.Types;

/// <summary>
/// The numbers by which built-in types stand in type specs. They are part of the wire format: a number is never given to another
/// type. A type added here later is unknown to older readers, as a new name would be.
/// </summary>
internal static class WellKnownTypes
{
    private static readonly Type?[] ByNumber = Build();
    private static readonly int[] Arities = Array.ConvertAll(
        ByNumber,
        static type => type is { IsGenericTypeDefinition: true } ? type.GetGenericArguments().Length : 0);

    /// <summary>Every numbered type and its number; generic ones are definitions.</summary>
    public static IEnumerable<KeyValuePair<Type, int>> All
    {
        get
        {
            for (var number = 0; number < ByNumber.Length; number++)
            {
                if (ByNumber[number] is { } type)
                {
                    yield return new(type, number);
                }
            }
        }
    }

    /// <summary>The type of that number, a definition if it is generic.</summary>
    /// <exception cref="UnknownWellKnownTypeException">There is none.</exception>
    public static Type Get(uint number) =>
        number < (uint)ByNumber.Length && ByNumber[number] is { } type ? type : throw new UnknownWellKnownTypeException(number);

    /// <summary>How many type arguments follow the number in a spec.</summary>
    /// <exception cref="UnknownWellKnownTypeException">There is no such type.</exception>
    public static int Arity(uint number)
    {
        Get(number);
        return Arities[number];
    }

    private static Type?[] Build()
    {
        var types = new Type?[112];
        Fill(types, 0,
            typeof(object), typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint),
            typeof(long), typeof(ulong), typeof(char), typeof(float), typeof(double), typeof(decimal), typeof(string), typeof(Guid),
            typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly), typeof(TimeOnly), typeof(Int128), typeof(UInt128),
            typeof(Half), typeof(BigInteger), typeof(Uri), typeof(Version), typeof(Type), typeof(CultureInfo), typeof(IPAddress),
            typeof(IPEndPoint), typeof(BitArray), typeof(JsonElement), typeof(JsonDocument), typeof(JsonNode), typeof(JsonObject),
            typeof(JsonArray), typeof(JsonValue), typeof(CancellationToken), typeof(Exception));
        Fill(types, 40,
            typeof(Nullable<>), typeof(KeyValuePair<,>), typeof(Memory<>), typeof(ReadOnlyMemory<>), typeof(ValueTuple),
            typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
            typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
            typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(Tuple<,,,,>),
            typeof(Tuple<,,,,,>), typeof(Tuple<,,,,,,>), typeof(Tuple<,,,,,,,>));
        Fill(types, 64,
            typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(Queue<>), typeof(Stack<>), typeof(LinkedList<>),
            typeof(SortedDictionary<,>), typeof(SortedList<,>), typeof(SortedSet<>), typeof(Collection<>), typeof(ObservableCollection<>),
            typeof(ReadOnlyCollection<>), typeof(ReadOnlyDictionary<,>), typeof(ConcurrentDictionary<,>), typeof(ConcurrentQueue<>),
            typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableHashSet<>),
            typeof(ImmutableSortedDictionary<,>), typeof(ImmutableSortedSet<>), typeof(ImmutableQueue<>), typeof(ImmutableStack<>),
            typeof(FrozenDictionary<,>), typeof(FrozenSet<>),
            typeof(IEnumerable<>), typeof(IReadOnlyCollection<>), typeof(IReadOnlyList<>), typeof(ICollection<>), typeof(IList<>),
            typeof(ISet<>), typeof(IReadOnlySet<>), typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>));
        Fill(types, 98,
            typeof(IAddressable), typeof(IdSpan), typeof(GrainType), typeof(GrainInterfaceType), typeof(GrainId), typeof(SiloAddress),
            typeof(Immutable<>));
        return types;
    }

    private static void Fill(Type?[] types, int first, params ReadOnlySpan<Type> members)
    {
        foreach (var type in members)
        {
            types[first++] = type;
        }
    }
}
