using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace OrleansAgents.Runtime.Tests.Serialization.Models;

internal struct Point
{
    public int X;
    public int Y;
    public List<int>? Tags;
}

internal sealed class PointCodec(CodecCatalog catalog) : StructCodec<Point>(catalog)
{
    public override void WriteMembers(Writer writer, ref Point value)
    {
        writer.WriteInt32(0, value.X);
        writer.WriteInt32(1, value.Y);
        Catalog.Get<List<int>>().Write(writer, 2, value.Tags!);
    }

    public override void ReadMembers(Reader reader, ref Point value)
    {
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.X = reader.ReadInt32(field); break;
                case 1: value.Y = reader.ReadInt32(field); break;
                case 2: value.Tags = Catalog.Get<List<int>>().Read(reader, field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(ref Point value, CopyContext context) => value.Tags = Catalog.Get<List<int>>().Copy(value.Tags!, context);
}

/// <summary>A generic class of the application's own.</summary>
internal sealed class Pair<T>
{
    public T? First { get; set; }

    public T? Second { get; set; }
}

internal sealed class PairCodec<T>(CodecCatalog catalog) : ObjectCodec<Pair<T>>(catalog)
{
    public override void WriteMembers(Writer writer, Pair<T> value)
    {
        Catalog.Get<T>().Write(writer, 0, value.First!);
        Catalog.Get<T>().Write(writer, 1, value.Second!);
    }

    public override void ReadMembers(Reader reader, Pair<T> value)
    {
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.First = Catalog.Get<T>().Read(reader, field); break;
                case 1: value.Second = Catalog.Get<T>().Read(reader, field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(Pair<T> from, Pair<T> to, CopyContext context)
    {
        to.First = Catalog.Get<T>().Copy(from.First!, context);
        to.Second = Catalog.Get<T>().Copy(from.Second!, context);
    }

    protected override Pair<T> Create() => new();
}

/// <summary>Immutable all the way down.</summary>
internal sealed record Money(string Currency, decimal Amount);

internal sealed class MoneyCodec(CodecCatalog catalog) : ObjectCodec<Money>(catalog)
{
    public override bool IsShareable => true;

    public override void WriteMembers(Writer writer, Money value)
    {
        writer.WriteString(0, value.Currency);
        Catalog.Get<decimal>().Write(writer, 1, value.Amount);
    }

    public override void ReadMembers(Reader reader, Money value)
    {
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: Currency(value) = reader.ReadString(field)!; break;
                case 1: Amount(value) = Catalog.Get<decimal>().Read(reader, field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(Money from, Money to, CopyContext context)
    {
        Currency(to) = from.Currency;
        Amount(to) = from.Amount;
    }

    protected override Money Create() => (Money)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(Money));

    [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = "<Currency>k__BackingField")]
    private static extern ref string Currency(Money value);

    [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = "<Amount>k__BackingField")]
    private static extern ref decimal Amount(Money value);
}

/// <summary>A collection of the application's own: its elements are its base's members.</summary>
internal sealed class NamedList : List<int>
{
    public string? Name { get; set; }
}

internal sealed class NamedListCodec(CodecCatalog catalog) : ObjectCodec<NamedList>(catalog)
{
    public override void WriteMembers(Writer writer, NamedList value)
    {
        Catalog.GetObject<List<int>>().WriteMembers(writer, value);
        writer.WriteEndBase();
        writer.WriteString(0, value.Name);
    }

    public override void ReadMembers(Reader reader, NamedList value)
    {
        Catalog.GetObject<List<int>>().ReadMembers(reader, value);
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Name = reader.ReadString(field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(NamedList from, NamedList to, CopyContext context)
    {
        Catalog.GetObject<List<int>>().CopyMembers(from, to, context);
        to.Name = from.Name;
    }

    protected override NamedList Create() => [];
}

/// <summary>A class that nobody registers.</summary>
internal sealed class Stranger;
