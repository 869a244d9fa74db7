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
using Orleans.Serialization.Collections;
using Orleans.Serialization.Grains;
using Orleans.Serialization.Json;
using Orleans.Serialization.Network;
using Orleans.Serialization.Scalars;
using Orleans.Serialization.Tuples;

namespace Orleans.Serialization.Catalog;

/// <summary>The codecs of the runtime's own types.</summary>
internal static class BuiltInCodecs
{
    /// <summary>Types without parameters.</summary>
    public static FrozenDictionary<Type, Func<CodecCatalog, Codec>> Closed { get; } = new Dictionary<Type, Func<CodecCatalog, Codec>>
    {
        [typeof(bool)] = static _ => new BooleanCodec(),
        [typeof(byte)] = static _ => new ByteCodec(),
        [typeof(sbyte)] = static _ => new SByteCodec(),
        [typeof(short)] = static _ => new Int16Codec(),
        [typeof(ushort)] = static _ => new UInt16Codec(),
        [typeof(int)] = static _ => new Int32Codec(),
        [typeof(uint)] = static _ => new UInt32Codec(),
        [typeof(long)] = static _ => new Int64Codec(),
        [typeof(ulong)] = static _ => new UInt64Codec(),
        [typeof(char)] = static _ => new CharCodec(),
        [typeof(float)] = static _ => new SingleCodec(),
        [typeof(double)] = static _ => new DoubleCodec(),
        [typeof(Half)] = static _ => new HalfCodec(),
        [typeof(Int128)] = static _ => new Int128Codec(),
        [typeof(UInt128)] = static _ => new UInt128Codec(),
        [typeof(BigInteger)] = static _ => new BigIntegerCodec(),
        [typeof(decimal)] = static _ => new DecimalCodec(),
        [typeof(Guid)] = static _ => new GuidCodec(),
        [typeof(string)] = static _ => new StringCodec(),
        [typeof(DateTime)] = static _ => new DateTimeCodec(),
        [typeof(DateTimeOffset)] = static _ => new DateTimeOffsetCodec(),
        [typeof(TimeSpan)] = static _ => new TimeSpanCodec(),
        [typeof(DateOnly)] = static _ => new DateOnlyCodec(),
        [typeof(TimeOnly)] = static _ => new TimeOnlyCodec(),
        [typeof(Uri)] = static _ => new UriCodec(),
        [typeof(Version)] = static _ => new VersionCodec(),
        [typeof(CultureInfo)] = static _ => new CultureInfoCodec(),
        [typeof(Type)] = static _ => new TypeCodec(),
        [typeof(CancellationToken)] = static _ => new CancellationTokenCodec(),
        [typeof(byte[])] = static catalog => new ByteArrayCodec(catalog),
        [typeof(Memory<byte>)] = static _ => new MemoryCodec(),
        [typeof(ReadOnlyMemory<byte>)] = static _ => new ReadOnlyMemoryCodec(),
        [typeof(BitArray)] = static catalog => new BitArrayCodec(catalog),
        [typeof(IPAddress)] = static _ => new IPAddressCodec(),
        [typeof(IPEndPoint)] = static catalog => new IPEndPointCodec(catalog),
        [typeof(JsonElement)] = static _ => new JsonElementCodec(),
        [typeof(JsonDocument)] = static catalog => new JsonDocumentCodec(catalog),
        [typeof(JsonNode)] = static catalog => new JsonNodeCodec<JsonNode>(catalog),
        [typeof(JsonObject)] = static catalog => new JsonNodeCodec<JsonObject>(catalog),
        [typeof(JsonArray)] = static catalog => new JsonNodeCodec<JsonArray>(catalog),
        [typeof(JsonValue)] = static catalog => new JsonNodeCodec<JsonValue>(catalog),
        [typeof(ValueTuple)] = static _ => new ValueTupleCodec(),
        [typeof(IdSpan)] = static _ => new IdSpanCodec(),
        [typeof(GrainType)] = static _ => new GrainTypeCodec(),
        [typeof(GrainInterfaceType)] = static _ => new GrainInterfaceTypeCodec(),
        [typeof(GrainId)] = static _ => new GrainIdCodec(),
        [typeof(SiloAddress)] = static _ => new SiloAddressCodec(),
        [typeof(GrainReference)] = static catalog => new GrainReferenceCodec<GrainReference>(catalog),
    }.ToFrozenDictionary();

    /// <summary>From generic type definition to that of its codec, which has the same parameters.</summary>
    public static FrozenDictionary<Type, Type> Generic { get; } = new Dictionary<Type, Type>
    {
        [typeof(Nullable<>)] = typeof(NullableCodec<>),
        [typeof(Immutable<>)] = typeof(ImmutableCodec<>),
        [typeof(KeyValuePair<,>)] = typeof(KeyValuePairCodec<,>),
        [typeof(ValueTuple<>)] = typeof(ValueTupleCodec<>),
        [typeof(ValueTuple<,>)] = typeof(ValueTupleCodec<,>),
        [typeof(ValueTuple<,,>)] = typeof(ValueTupleCodec<,,>),
        [typeof(ValueTuple<,,,>)] = typeof(ValueTupleCodec<,,,>),
        [typeof(ValueTuple<,,,,>)] = typeof(ValueTupleCodec<,,,,>),
        [typeof(ValueTuple<,,,,,>)] = typeof(ValueTupleCodec<,,,,,>),
        [typeof(ValueTuple<,,,,,,>)] = typeof(ValueTupleCodec<,,,,,,>),
        [typeof(ValueTuple<,,,,,,,>)] = typeof(ValueTupleCodec<,,,,,,,>),
        [typeof(Tuple<>)] = typeof(TupleCodec<>),
        [typeof(Tuple<,>)] = typeof(TupleCodec<,>),
        [typeof(Tuple<,,>)] = typeof(TupleCodec<,,>),
        [typeof(Tuple<,,,>)] = typeof(TupleCodec<,,,>),
        [typeof(Tuple<,,,,>)] = typeof(TupleCodec<,,,,>),
        [typeof(Tuple<,,,,,>)] = typeof(TupleCodec<,,,,,>),
        [typeof(Tuple<,,,,,,>)] = typeof(TupleCodec<,,,,,,>),
        [typeof(Tuple<,,,,,,,>)] = typeof(TupleCodec<,,,,,,,>),
        [typeof(List<>)] = typeof(ListCodec<>),
        [typeof(HashSet<>)] = typeof(HashSetCodec<>),
        [typeof(SortedSet<>)] = typeof(SortedSetCodec<>),
        [typeof(Queue<>)] = typeof(QueueCodec<>),
        [typeof(Stack<>)] = typeof(StackCodec<>),
        [typeof(LinkedList<>)] = typeof(LinkedListCodec<>),
        [typeof(Collection<>)] = typeof(CollectionCodec<>),
        [typeof(ObservableCollection<>)] = typeof(ObservableCollectionCodec<>),
        [typeof(ReadOnlyCollection<>)] = typeof(ReadOnlyCollectionCodec<>),
        [typeof(ConcurrentQueue<>)] = typeof(ConcurrentQueueCodec<>),
        [typeof(Dictionary<,>)] = typeof(DictionaryCodec<,>),
        [typeof(SortedDictionary<,>)] = typeof(SortedDictionaryCodec<,>),
        [typeof(SortedList<,>)] = typeof(SortedListCodec<,>),
        [typeof(ConcurrentDictionary<,>)] = typeof(ConcurrentDictionaryCodec<,>),
        [typeof(ReadOnlyDictionary<,>)] = typeof(ReadOnlyDictionaryCodec<,>),
        [typeof(ImmutableArray<>)] = typeof(ImmutableArrayCodec<>),
        [typeof(ImmutableList<>)] = typeof(ImmutableListCodec<>),
        [typeof(ImmutableHashSet<>)] = typeof(ImmutableHashSetCodec<>),
        [typeof(ImmutableSortedSet<>)] = typeof(ImmutableSortedSetCodec<>),
        [typeof(ImmutableQueue<>)] = typeof(ImmutableQueueCodec<>),
        [typeof(ImmutableStack<>)] = typeof(ImmutableStackCodec<>),
        [typeof(ImmutableDictionary<,>)] = typeof(ImmutableDictionaryCodec<,>),
        [typeof(ImmutableSortedDictionary<,>)] = typeof(ImmutableSortedDictionaryCodec<,>),
        [typeof(FrozenSet<>)] = typeof(FrozenSetCodec<>),
        [typeof(FrozenDictionary<,>)] = typeof(FrozenDictionaryCodec<,>),
    }.ToFrozenDictionary();

    /// <summary>From the definition of a collection interface to that of its codec, whose first parameter is the interface.</summary>
    public static FrozenDictionary<Type, Type> Interfaces { get; } = new Dictionary<Type, Type>
    {
        [typeof(IEnumerable<>)] = typeof(ListInterfaceCodec<,>),
        [typeof(IReadOnlyCollection<>)] = typeof(ListInterfaceCodec<,>),
        [typeof(IReadOnlyList<>)] = typeof(ListInterfaceCodec<,>),
        [typeof(ICollection<>)] = typeof(ListInterfaceCodec<,>),
        [typeof(IList<>)] = typeof(ListInterfaceCodec<,>),
        [typeof(ISet<>)] = typeof(SetInterfaceCodec<,>),
        [typeof(IReadOnlySet<>)] = typeof(SetInterfaceCodec<,>),
        [typeof(IDictionary<,>)] = typeof(MapInterfaceCodec<,,>),
        [typeof(IReadOnlyDictionary<,>)] = typeof(MapInterfaceCodec<,,>),
    }.ToFrozenDictionary();

    /// <summary>Base types behind which the base library hides the classes of its values.</summary>
    public static FrozenSet<Type> Facades { get; } = new[]
    {
        typeof(Type), typeof(IPAddress), typeof(CultureInfo), typeof(JsonValue), typeof(FrozenSet<>), typeof(FrozenDictionary<,>),
    }.ToFrozenSet();
}
