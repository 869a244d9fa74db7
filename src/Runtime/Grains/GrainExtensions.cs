using Orleans.Runtime;

namespace Orleans;

/// <summary>Identity, keys and casts of a grain: of a reference from outside, or of <c>this</c> from inside.</summary>
public static class GrainExtensions
{
    /// <summary>A reference to the same grain by another of its interfaces.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) => (TGrainInterface)grain.AsReference(typeof(TGrainInterface));

    /// <inheritdoc cref="AsReference{TGrainInterface}"/>
    public static object AsReference(this IAddressable grain, Type interfaceType)
    {
        var reference = grain.AsReference();
        return reference.Shared.References.Get(reference.GrainId, interfaceType);
    }

    /// <inheritdoc cref="AsReference{TGrainInterface}"/>
    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) => grain.AsReference<TGrainInterface>();

    /// <inheritdoc cref="AsReference{TGrainInterface}"/>
    public static object Cast(this IAddressable grain, Type interfaceType) => grain.AsReference(interfaceType);

    /// <exception cref="ArgumentException">The object is neither a reference nor a grain in an activation.</exception>
    public static GrainId GetGrainId(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain is GrainReference reference ? reference.GrainId : ContextOf(grain).GrainId;
    }

    /// <summary>True for a grain with an integer key.</summary>
    public static bool IsPrimaryKeyBasedOnLong(this IAddressable grain) => grain.GetGrainId().TryGetIntegerKey(out _);

    /// <exception cref="InvalidOperationException">The grain has no integer key.</exception>
    public static long GetPrimaryKeyLong(this IAddressable grain, out string? keyExt)
    {
        var id = grain.GetGrainId();
        return id.TryGetIntegerKey(out var key, out keyExt) ? key : throw WrongKey(id, "integer");
    }

    /// <exception cref="InvalidOperationException">The grain has no integer key.</exception>
    public static long GetPrimaryKeyLong(this IAddressable grain)
    {
        var id = grain.GetGrainId();
        return id.TryGetIntegerKey(out var key) ? key : throw WrongKey(id, "integer");
    }

    /// <summary>An integer key is given as a GUID whose last eight bytes it is, lowest byte first.</summary>
    /// <exception cref="InvalidOperationException">The grain has neither a GUID nor an integer key.</exception>
    public static Guid GetPrimaryKey(this IAddressable grain, out string? keyExt)
    {
        var id = grain.GetGrainId();
        if (id.TryGetGuidKey(out var guid, out keyExt)) return guid;
        return id.TryGetIntegerKey(out var integer, out keyExt) ? ToGuid(integer) : throw WrongKey(id, "GUID");
    }

    /// <inheritdoc cref="GetPrimaryKey(IAddressable, out string)"/>
    public static Guid GetPrimaryKey(this IAddressable grain)
    {
        var id = grain.GetGrainId();
        if (id.TryGetGuidKey(out var guid)) return guid;
        return id.TryGetIntegerKey(out var integer) ? ToGuid(integer) : throw WrongKey(id, "GUID");
    }

    /// <summary>The key as text, whatever its kind.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    internal static GrainReference AsReference(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain as GrainReference ?? ContextOf(grain).GrainReference;
    }

    private static IGrainContext ContextOf(IAddressable grain) =>
        (grain as IGrainBase)?.GrainContext
        ?? grain as IGrainContext
        ?? throw new ArgumentException(
            $"{grain.GetType()} is not a grain in an activation: a reference, or a grain that the runtime made and that derives from Grain or implements IGrainBase, is needed. "
            + "Other classes can take IGrainContext in their constructor and read its GrainId and GrainReference.",
            nameof(grain));

    private static Guid ToGuid(long key)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], key);
        return new Guid(bytes);
    }

    private static InvalidOperationException WrongKey(GrainId id, string kind) =>
        new($"Grain '{id}' has no {kind} key; read its key with the method that fits the IGrainWith*Key interface of the grain.");
}
