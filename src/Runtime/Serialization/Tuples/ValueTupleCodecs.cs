using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Tuples;

/// <summary>The tuple without items is always the same.</summary>
internal sealed class ValueTupleCodec : Scalars.ScalarCodec<ValueTuple>
{
    public override void Write(Writer writer, int id, ValueTuple value) => writer.WriteNull(id);

    public override ValueTuple Read(Reader reader, Field field)
    {
        reader.Skip(field);
        return default;
    }
}

internal sealed class ValueTupleCodec<T1>(CodecCatalog catalog) : StructCodec<ValueTuple<T1>>(catalog)
{
    public override bool IsShareable => Catalog.Get<T1>().IsShareable;

    public override void WriteMembers(Writer writer, ref ValueTuple<T1> value)
    {
        Catalog.Get<T1>().Write(writer, 0, value.Item1);
    }

    public override void ReadMembers(Reader reader, ref ValueTuple<T1> value)
    {
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Item1 = Catalog.Get<T1>().Read(reader, field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(ref ValueTuple<T1> value, CopyContext context)
    {
        value.Item1 = Catalog.Get<T1>().Copy(value.Item1, context);
    }
}

internal sealed class ValueTupleCodec<T1, T2>(CodecCatalog catalog) : StructCodec<ValueTuple<T1, T2>>(catalog)
{
    public override bool IsShareable => Catalog.Get<T1>().IsShareable && Catalog.Get<T2>().IsShareable;

    public override void WriteMembers(Writer writer, ref ValueTuple<T1, T2> value)
    {
        Catalog.Get<T1>().Write(writer, 0, value.Item1);
        Catalog.Get<T2>().Write(writer, 1, value.Item2);
    }

    public override void ReadMembers(Reader reader, ref ValueTuple<T1, T2> value)
    {
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Item1 = Catalog.Get<T1>().Read(reader, field); break;
                case 1: value.Item2 = Catalog.Get<T2>().Read(reader, field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(ref ValueTuple<T1, T2> value, CopyContext context)
    {
        value.Item1 = Catalog.Get<T1>().Copy(value.Item1, context);
        value.Item2 = Catalog.Get<T2>().Copy(value.Item2, context);
    }
}

internal sealed class ValueTupleCodec<T1, T2, T3>(CodecCatalog catalog) : StructCodec<ValueTuple<T1, T2, T3>>(catalog)
{
    public override bool IsShareable => Catalog.Get<T1>().IsShareable && Catalog.Get<T2>().IsShareable && Catalog.Get<T3>().IsShareable;

    public override void WriteMembers(Writer writer, ref ValueTuple<T1, T2, T3> value)
    {
        Catalog.Get<T1>().Write(writer, 0, value.Item1);
        Catalog.Get<T2>().Write(writer, 1, value.Item2);
        Catalog.Get<T3>().Write(writer, 2, value.Item3);
    }

    public override void ReadMembers(Reader reader, ref ValueTuple<T1, T2, T3> value)
    {
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Item1 = Catalog.Get<T1>().Read(reader, field); break;
                case 1: value.Item2 = Catalog.Get<T2>().Read(reader, field); break;
                case 2: value.Item3 = Catalog.Get<T3>().Read(reader, field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(ref ValueTuple<T1, T2, T3> value, CopyContext context)
    {
        value.Item1 = Catalog.Get<T1>().Copy(value.Item1, context);
        value.Item2 = Catalog.Get<T2>().Copy(value.Item2, context);
        value.Item3 = Catalog.Get<T3>().Copy(value.Item3, context);
    }
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4>(CodecCatalog catalog) : StructCodec<ValueTuple<T1, T2, T3, T4>>(catalog)
{
    public override bool IsShareable =>
        Catalog.Get<T1>().IsShareable
        && Catalog.Get<T2>().IsShareable
        && Catalog.Get<T3>().IsShareable
        && Catalog.Get<T4>().IsShareable;

    public override void WriteMembers(Writer writer, ref ValueTuple<T1, T2, T3, T4> value)
    {
        Catalog.Get<T1>().Write(writer, 0, value.Item1);
        Catalog.Get<T2>().Write(writer, 1, value.Item2);
        Catalog.Get<T3>().Write(writer, 2, value.Item3);
        Catalog.Get<T4>().Write(writer, 3, value.Item4);
    }

    public override void ReadMembers(Reader reader, ref ValueTuple<T1, T2, T3, T4> value)
    {
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Item1 = Catalog.Get<T1>().Read(reader, field); break;
                case 1: value.Item2 = Catalog.Get<T2>().Read(reader, field); break;
                case 2: value.Item3 = Catalog.Get<T3>().Read(reader, field); break;
                case 3: value.Item4 = Catalog.Get<T4>().Read(reader, field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(ref ValueTuple<T1, T2, T3, T4> value, CopyContext context)
    {
        value.Item1 = Catalog.Get<T1>().Copy(value.Item1, context);
        value.Item2 = Catalog.Get<T2>().Copy(value.Item2, context);
        value.Item3 = Catalog.Get<T3>().Copy(value.Item3, context);
        value.Item4 = Catalog.Get<T4>().Copy(value.Item4, context);
    }
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5>(CodecCatalog catalog) : StructCodec<ValueTuple<T1, T2, T3, T4, T5>>(catalog)
{
    public override bool IsShareable =>
        Catalog.Get<T1>().IsShareable
        && Catalog.Get<T2>().IsShareable
        && Catalog.Get<T3>().IsShareable
        && Catalog.Get<T4>().IsShareable
        && Catalog.Get<T5>().IsShareable;

    public override void WriteMembers(Writer writer, ref ValueTuple<T1, T2, T3, T4, T5> value)
    {
        Catalog.Get<T1>().Write(writer, 0, value.Item1);
        Catalog.Get<T2>().Write(writer, 1, value.Item2);
        Catalog.Get<T3>().Write(writer, 2, value.Item3);
        Catalog.Get<T4>().Write(writer, 3, value.Item4);
        Catalog.Get<T5>().Write(writer, 4, value.Item5);
    }

    public override void ReadMembers(Reader reader, ref ValueTuple<T1, T2, T3, T4, T5> value)
    {
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Item1 = Catalog.Get<T1>().Read(reader, field); break;
                case 1: value.Item2 = Catalog.Get<T2>().Read(reader, field); break;
                case 2: value.Item3 = Catalog.Get<T3>().Read(reader, field); break;
                case 3: value.Item4 = Catalog.Get<T4>().Read(reader, field); break;
                case 4: value.Item5 = Catalog.Get<T5>().Read(reader, field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(ref ValueTuple<T1, T2, T3, T4, T5> value, CopyContext context)
    {
        value.Item1 = Catalog.Get<T1>().Copy(value.Item1, context);
        value.Item2 = Catalog.Get<T2>().Copy(value.Item2, context);
        value.Item3 = Catalog.Get<T3>().Copy(value.Item3, context);
        value.Item4 = Catalog.Get<T4>().Copy(value.Item4, context);
        value.Item5 = Catalog.Get<T5>().Copy(value.Item5, context);
    }
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5, T6>(CodecCatalog catalog) : StructCodec<ValueTuple<T1, T2, T3, T4, T5, T6>>(catalog)
{
    public override bool IsShareable =>
        Catalog.Get<T1>().IsShareable
        && Catalog.Get<T2>().IsShareable
        && Catalog.Get<T3>().IsShareable
        && Catalog.Get<T4>().IsShareable
        && Catalog.Get<T5>().IsShareable
        && Catalog.Get<T6>().IsShareable;

    public override void WriteMembers(Writer writer, ref ValueTuple<T1, T2, T3, T4, T5, T6> value)
    {
        Catalog.Get<T1>().Write(writer, 0, value.Item1);
        Catalog.Get<T2>().Write(writer, 1, value.Item2);
        Catalog.Get<T3>().Write(writer, 2, value.Item3);
        Catalog.Get<T4>().Write(writer, 3, value.Item4);
        Catalog.Get<T5>().Write(writer, 4, value.Item5);
        Catalog.Get<T6>().Write(writer, 5, value.Item6);
    }

    public override void ReadMembers(Reader reader, ref ValueTuple<T1, T2, T3, T4, T5, T6> value)
    {
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Item1 = Catalog.Get<T1>().Read(reader, field); break;
                case 1: value.Item2 = Catalog.Get<T2>().Read(reader, field); break;
                case 2: value.Item3 = Catalog.Get<T3>().Read(reader, field); break;
                case 3: value.Item4 = Catalog.Get<T4>().Read(reader, field); break;
                case 4: value.Item5 = Catalog.Get<T5>().Read(reader, field); break;
                case 5: value.Item6 = Catalog.Get<T6>().Read(reader, field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(ref ValueTuple<T1, T2, T3, T4, T5, T6> value, CopyContext context)
    {
        value.Item1 = Catalog.Get<T1>().Copy(value.Item1, context);
        value.Item2 = Catalog.Get<T2>().Copy(value.Item2, context);
        value.Item3 = Catalog.Get<T3>().Copy(value.Item3, context);
        value.Item4 = Catalog.Get<T4>().Copy(value.Item4, context);
        value.Item5 = Catalog.Get<T5>().Copy(value.Item5, context);
        value.Item6 = Catalog.Get<T6>().Copy(value.Item6, context);
    }
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5, T6, T7>(CodecCatalog catalog) : StructCodec<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>(catalog)
{
    public override bool IsShareable =>
        Catalog.Get<T1>().IsShareable
        && Catalog.Get<T2>().IsShareable
        && Catalog.Get<T3>().IsShareable
        && Catalog.Get<T4>().IsShareable
        && Catalog.Get<T5>().IsShareable
        && Catalog.Get<T6>().IsShareable
        && Catalog.Get<T7>().IsShareable;

    public override void WriteMembers(Writer writer, ref ValueTuple<T1, T2, T3, T4, T5, T6, T7> value)
    {
        Catalog.Get<T1>().Write(writer, 0, value.Item1);
        Catalog.Get<T2>().Write(writer, 1, value.Item2);
        Catalog.Get<T3>().Write(writer, 2, value.Item3);
        Catalog.Get<T4>().Write(writer, 3, value.Item4);
        Catalog.Get<T5>().Write(writer, 4, value.Item5);
        Catalog.Get<T6>().Write(writer, 5, value.Item6);
        Catalog.Get<T7>().Write(writer, 6, value.Item7);
    }

    public override void ReadMembers(Reader reader, ref ValueTuple<T1, T2, T3, T4, T5, T6, T7> value)
    {
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Item1 = Catalog.Get<T1>().Read(reader, field); break;
                case 1: value.Item2 = Catalog.Get<T2>().Read(reader, field); break;
                case 2: value.Item3 = Catalog.Get<T3>().Read(reader, field); break;
                case 3: value.Item4 = Catalog.Get<T4>().Read(reader, field); break;
                case 4: value.Item5 = Catalog.Get<T5>().Read(reader, field); break;
                case 5: value.Item6 = Catalog.Get<T6>().Read(reader, field); break;
                case 6: value.Item7 = Catalog.Get<T7>().Read(reader, field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(ref ValueTuple<T1, T2, T3, T4, T5, T6, T7> value, CopyContext context)
    {
        value.Item1 = Catalog.Get<T1>().Copy(value.Item1, context);
        value.Item2 = Catalog.Get<T2>().Copy(value.Item2, context);
        value.Item3 = Catalog.Get<T3>().Copy(value.Item3, context);
        value.Item4 = Catalog.Get<T4>().Copy(value.Item4, context);
        value.Item5 = Catalog.Get<T5>().Copy(value.Item5, context);
        value.Item6 = Catalog.Get<T6>().Copy(value.Item6, context);
        value.Item7 = Catalog.Get<T7>().Copy(value.Item7, context);
    }
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5, T6, T7, TRest>(CodecCatalog catalog) : StructCodec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>(catalog)
    where TRest : struct
{
    public override bool IsShareable =>
        Catalog.Get<T1>().IsShareable
        && Catalog.Get<T2>().IsShareable
        && Catalog.Get<T3>().IsShareable
        && Catalog.Get<T4>().IsShareable
        && Catalog.Get<T5>().IsShareable
        && Catalog.Get<T6>().IsShareable
        && Catalog.Get<T7>().IsShareable
        && Catalog.Get<TRest>().IsShareable;

    public override void WriteMembers(Writer writer, ref ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value)
    {
        Catalog.Get<T1>().Write(writer, 0, value.Item1);
        Catalog.Get<T2>().Write(writer, 1, value.Item2);
        Catalog.Get<T3>().Write(writer, 2, value.Item3);
        Catalog.Get<T4>().Write(writer, 3, value.Item4);
        Catalog.Get<T5>().Write(writer, 4, value.Item5);
        Catalog.Get<T6>().Write(writer, 5, value.Item6);
        Catalog.Get<T7>().Write(writer, 6, value.Item7);
        Catalog.Get<TRest>().Write(writer, 7, value.Rest);
    }

    public override void ReadMembers(Reader reader, ref ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value)
    {
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Item1 = Catalog.Get<T1>().Read(reader, field); break;
                case 1: value.Item2 = Catalog.Get<T2>().Read(reader, field); break;
                case 2: value.Item3 = Catalog.Get<T3>().Read(reader, field); break;
                case 3: value.Item4 = Catalog.Get<T4>().Read(reader, field); break;
                case 4: value.Item5 = Catalog.Get<T5>().Read(reader, field); break;
                case 5: value.Item6 = Catalog.Get<T6>().Read(reader, field); break;
                case 6: value.Item7 = Catalog.Get<T7>().Read(reader, field); break;
                case 7: value.Rest = Catalog.Get<TRest>().Read(reader, field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(ref ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value, CopyContext context)
    {
        value.Item1 = Catalog.Get<T1>().Copy(value.Item1, context);
        value.Item2 = Catalog.Get<T2>().Copy(value.Item2, context);
        value.Item3 = Catalog.Get<T3>().Copy(value.Item3, context);
        value.Item4 = Catalog.Get<T4>().Copy(value.Item4, context);
        value.Item5 = Catalog.Get<T5>().Copy(value.Item5, context);
        value.Item6 = Catalog.Get<T6>().Copy(value.Item6, context);
        value.Item7 = Catalog.Get<T7>().Copy(value.Item7, context);
        value.Rest = Catalog.Get<TRest>().Copy(value.Rest, context);
    }
}
