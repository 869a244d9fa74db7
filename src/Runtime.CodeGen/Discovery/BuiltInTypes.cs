using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Orleans.CodeGen.Discovery;

/// <summary>
/// The one list of types that the runtime's serializer handles by itself. A type that is added to the serializer is added here,
/// or projects that use it get a finding for something that works.
/// </summary>
internal static class BuiltInTypes
{
    /// <summary>Immutable, and handled by a method of the writer and the reader: the method's suffix.</summary>
    public static string? Primitive(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => "Boolean",
        SpecialType.System_Char => "Char",
        SpecialType.System_SByte => "SByte",
        SpecialType.System_Byte => "Byte",
        SpecialType.System_Int16 => "Int16",
        SpecialType.System_UInt16 => "UInt16",
        SpecialType.System_Int32 => "Int32",
        SpecialType.System_UInt32 => "UInt32",
        SpecialType.System_Int64 => "Int64",
        SpecialType.System_UInt64 => "UInt64",
        SpecialType.System_Single => "Single",
        SpecialType.System_Double => "Double",
        SpecialType.System_String => "String",
        _ => type.Is("System.Guid") ? "Guid" : null,
    };

    /// <summary>True for a type, or the definition of a generic one, that the serializer knows.</summary>
    public static bool Contains(string metadataName) => Shareable.Contains(metadataName) || ByValue.Contains(metadataName) || Others.Contains(metadataName);

    /// <summary>Immutable in itself, whatever its type arguments are: never copied.</summary>
    public static bool IsShareable(string metadataName) => Shareable.Contains(metadataName);

    /// <summary>Immutable when all its type arguments are.</summary>
    public static bool IsShareableWithArguments(string metadataName) => ByValue.Contains(metadataName);

    private static readonly HashSet<string> Shareable =
    [
        "System.Boolean", "System.Char", "System.SByte", "System.Byte", "System.Int16", "System.UInt16", "System.Int32", "System.UInt32",
        "System.Int64", "System.UInt64", "System.Single", "System.Double", "System.Decimal", "System.String", "System.Int128", "System.UInt128",
        "System.Half", "System.Guid", "System.DateTime", "System.DateTimeOffset", "System.TimeSpan", "System.DateOnly", "System.TimeOnly",
        "System.Uri", "System.Version", "System.Type", "System.Numerics.BigInteger", "System.Net.IPAddress", "System.Threading.CancellationToken",
        "System.ValueTuple", "Orleans.Concurrency.Immutable`1",
        "Orleans.Runtime.GrainId", "Orleans.Runtime.GrainType", "Orleans.Runtime.IdSpan", "Orleans.Runtime.SiloAddress",
        "Orleans.Runtime.GrainInterfaceType",
    ];

    private static readonly HashSet<string> ByValue =
    [
        "System.Nullable`1", "System.Collections.Generic.KeyValuePair`2",
        "System.Tuple`1", "System.Tuple`2", "System.Tuple`3", "System.Tuple`4", "System.Tuple`5", "System.Tuple`6", "System.Tuple`7", "System.Tuple`8",
        "System.ValueTuple`1", "System.ValueTuple`2", "System.ValueTuple`3", "System.ValueTuple`4", "System.ValueTuple`5", "System.ValueTuple`6",
        "System.ValueTuple`7", "System.ValueTuple`8",
        "System.Collections.Immutable.ImmutableArray`1", "System.Collections.Immutable.ImmutableList`1",
        "System.Collections.Immutable.ImmutableDictionary`2", "System.Collections.Immutable.ImmutableHashSet`1",
        "System.Collections.Immutable.ImmutableSortedDictionary`2", "System.Collections.Immutable.ImmutableSortedSet`1",
        "System.Collections.Immutable.ImmutableQueue`1", "System.Collections.Immutable.ImmutableStack`1",
    ];

    private static readonly HashSet<string> Others =
    [
        "System.Object", "System.Net.IPEndPoint", "System.Globalization.CultureInfo", "System.Collections.BitArray",
        "System.Memory`1", "System.ReadOnlyMemory`1",
        "System.Collections.Generic.List`1", "System.Collections.Generic.Dictionary`2", "System.Collections.Generic.HashSet`1",
        "System.Collections.Generic.SortedDictionary`2", "System.Collections.Generic.SortedSet`1", "System.Collections.Generic.SortedList`2",
        "System.Collections.Generic.Queue`1", "System.Collections.Generic.Stack`1", "System.Collections.Generic.LinkedList`1",
        "System.Collections.ObjectModel.ReadOnlyCollection`1", "System.Collections.ObjectModel.ReadOnlyDictionary`2",
        "System.Collections.ObjectModel.Collection`1", "System.Collections.ObjectModel.ObservableCollection`1",
        "System.Collections.Concurrent.ConcurrentDictionary`2", "System.Collections.Concurrent.ConcurrentQueue`1",
        "System.Collections.Frozen.FrozenSet`1", "System.Collections.Frozen.FrozenDictionary`2",
        "Orleans.Runtime.GrainReference",
        "System.Text.Json.JsonElement", "System.Text.Json.JsonDocument", "System.Text.Json.Nodes.JsonNode", "System.Text.Json.Nodes.JsonObject", "System.Text.Json.Nodes.JsonArray",
        "System.Text.Json.Nodes.JsonValue",
    ];
}
