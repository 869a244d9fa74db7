using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Converters;

/// <summary>A class of somebody else's, written as the surrogate that an application's converter makes of it.</summary>
internal sealed class ConverterCodec<TValue, TSurrogate>(CodecCatalog catalog, IConverter<TValue, TSurrogate> converter)
    : SurrogateCodec<TValue, TSurrogate>(catalog)
    where TValue : class
    where TSurrogate : struct
{
    /// <summary>That the surrogate is immutable says nothing of the class.</summary>
    public override bool IsShareable { get; } = typeof(TValue).IsDefined(typeof(ImmutableAttribute), inherit: false);

    protected override TSurrogate ToSurrogate(TValue value) => converter.ConvertToSurrogate(in value);

    protected override TValue FromSurrogate(in TSurrogate surrogate) => converter.ConvertFromSurrogate(in surrogate);
}

/// <summary>As <see cref="ConverterCodec{TValue, TSurrogate}"/>, for a struct.</summary>
internal sealed class StructConverterCodec<TValue, TSurrogate>(CodecCatalog catalog, IConverter<TValue, TSurrogate> converter) : Codec<TValue>
    where TValue : struct
    where TSurrogate : struct
{
    public override bool IsShareable { get; } = typeof(TValue).IsDefined(typeof(ImmutableAttribute), inherit: false);

    public override void Write(Writer writer, int id, TValue value) =>
        catalog.Get<TSurrogate>().Write(writer, id, converter.ConvertToSurrogate(in value));

    public override TValue Read(Reader reader, Field field)
    {
        var surrogate = catalog.Get<TSurrogate>().Read(reader, field);
        try
        {
            return converter.ConvertFromSurrogate(in surrogate);
        }
        catch (Exception exception) when (Refusal.Is(exception))
        {
            throw Refusal.Of(exception, $"the surrogate of a '{Type}'", field.Offset);
        }
    }

    public override TValue Copy(TValue value, CopyContext context)
    {
        if (IsShareable)
        {
            return value;
        }

        var surrogate = catalog.Get<TSurrogate>().Copy(converter.ConvertToSurrogate(in value), context);
        return converter.ConvertFromSurrogate(in surrogate);
    }
}

/// <summary>The converter's class as the base of a serializable class: its populator fills the instance that the derived class's codec made.</summary>
internal sealed class PopulatorCodec<TValue, TSurrogate>(
    CodecCatalog catalog,
    IConverter<TValue, TSurrogate> converter,
    IPopulator<TValue, TSurrogate> populator)
    : ObjectCodec<TValue>(catalog)
    where TValue : class
    where TSurrogate : struct
{
    public override void WriteMembers(Writer writer, TValue value) =>
        StructParts.Write(writer, Catalog.Get<TSurrogate>(), converter.ConvertToSurrogate(in value));

    public override void ReadMembers(Reader reader, TValue value)
    {
        var offset = reader.Position;
        var surrogate = StructParts.Read(reader, Catalog.Get<TSurrogate>());
        try
        {
            populator.Populate(in surrogate, value);
        }
        catch (Exception exception) when (Refusal.Is(exception))
        {
            throw Refusal.Of(exception, $"the surrogate of a '{Type}'", offset);
        }
    }

    public override void CopyMembers(TValue from, TValue to, CopyContext context)
    {
        var surrogate = Catalog.Get<TSurrogate>().Copy(converter.ConvertToSurrogate(in from), context);
        populator.Populate(in surrogate, to);
    }

    /// <summary>The catalog hands this codec out as a base only; a value of exactly this class has the converter's codec.</summary>
    protected override TValue Create() => throw new CodecNotFoundException($"'{typeof(TValue)}' is made by its converter, not by its populator.");
}
