namespace Orleans.Serialization.Tuples;

/// <summary>Tuple classes are written as the value tuples of the same items.</summary>
internal sealed class TupleCodec<T1>(CodecCatalog catalog) : SurrogateCodec<Tuple<T1>, ValueTuple<T1>>(catalog)
{
    public override bool IsShareable => Surrogate.IsShareable;

    protected override ValueTuple<T1> ToSurrogate(Tuple<T1> value) => new(value.Item1);

    protected override Tuple<T1> FromSurrogate(in ValueTuple<T1> surrogate) => new(surrogate.Item1);
}

internal sealed class TupleCodec<T1, T2>(CodecCatalog catalog) : SurrogateCodec<Tuple<T1, T2>, ValueTuple<T1, T2>>(catalog)
{
    public override bool IsShareable => Surrogate.IsShareable;

    protected override ValueTuple<T1, T2> ToSurrogate(Tuple<T1, T2> value) => new(value.Item1, value.Item2);

    protected override Tuple<T1, T2> FromSurrogate(in ValueTuple<T1, T2> surrogate) => new(surrogate.Item1, surrogate.Item2);
}

internal sealed class TupleCodec<T1, T2, T3>(CodecCatalog catalog) : SurrogateCodec<Tuple<T1, T2, T3>, ValueTuple<T1, T2, T3>>(catalog)
{
    public override bool IsShareable => Surrogate.IsShareable;

    protected override ValueTuple<T1, T2, T3> ToSurrogate(Tuple<T1, T2, T3> value) => new(value.Item1, value.Item2, value.Item3);

    protected override Tuple<T1, T2, T3> FromSurrogate(in ValueTuple<T1, T2, T3> surrogate) => new(surrogate.Item1, surrogate.Item2, surrogate.Item3);
}

internal sealed class TupleCodec<T1, T2, T3, T4>(CodecCatalog catalog) : SurrogateCodec<Tuple<T1, T2, T3, T4>, ValueTuple<T1, T2, T3, T4>>(catalog)
{
    public override bool IsShareable => Surrogate.IsShareable;

    protected override ValueTuple<T1, T2, T3, T4> ToSurrogate(Tuple<T1, T2, T3, T4> value) => new(value.Item1, value.Item2, value.Item3, value.Item4);

    protected override Tuple<T1, T2, T3, T4> FromSurrogate(in ValueTuple<T1, T2, T3, T4> surrogate) => new(surrogate.Item1, surrogate.Item2, surrogate.Item3, surrogate.Item4);
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5>(CodecCatalog catalog) : SurrogateCodec<Tuple<T1, T2, T3, T4, T5>, ValueTuple<T1, T2, T3, T4, T5>>(catalog)
{
    public override bool IsShareable => Surrogate.IsShareable;

    protected override ValueTuple<T1, T2, T3, T4, T5> ToSurrogate(Tuple<T1, T2, T3, T4, T5> value) => new(value.Item1, value.Item2, value.Item3, value.Item4, value.Item5);

    protected override Tuple<T1, T2, T3, T4, T5> FromSurrogate(in ValueTuple<T1, T2, T3, T4, T5> surrogate) => new(surrogate.Item1, surrogate.Item2, surrogate.Item3, surrogate.Item4, surrogate.Item5);
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6>(CodecCatalog catalog) : SurrogateCodec<Tuple<T1, T2, T3, T4, T5, T6>, ValueTuple<T1, T2, T3, T4, T5, T6>>(catalog)
{
    public override bool IsShareable => Surrogate.IsShareable;

    protected override ValueTuple<T1, T2, T3, T4, T5, T6> ToSurrogate(Tuple<T1, T2, T3, T4, T5, T6> value) => new(value.Item1, value.Item2, value.Item3, value.Item4, value.Item5, value.Item6);

    protected override Tuple<T1, T2, T3, T4, T5, T6> FromSurrogate(in ValueTuple<T1, T2, T3, T4, T5, T6> surrogate) => new(surrogate.Item1, surrogate.Item2, surrogate.Item3, surrogate.Item4, surrogate.Item5, surrogate.Item6);
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6, T7>(CodecCatalog catalog) : SurrogateCodec<Tuple<T1, T2, T3, T4, T5, T6, T7>, ValueTuple<T1, T2, T3, T4, T5, T6, T7>>(catalog)
{
    public override bool IsShareable => Surrogate.IsShareable;

    protected override ValueTuple<T1, T2, T3, T4, T5, T6, T7> ToSurrogate(Tuple<T1, T2, T3, T4, T5, T6, T7> value) => new(value.Item1, value.Item2, value.Item3, value.Item4, value.Item5, value.Item6, value.Item7);

    protected override Tuple<T1, T2, T3, T4, T5, T6, T7> FromSurrogate(in ValueTuple<T1, T2, T3, T4, T5, T6, T7> surrogate) => new(surrogate.Item1, surrogate.Item2, surrogate.Item3, surrogate.Item4, surrogate.Item5, surrogate.Item6, surrogate.Item7);
}

/// <summary>The eighth item is a tuple of the rest. A class cannot be the rest of a value tuple, hence a struct of our own.</summary>
internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6, T7, TRest>(CodecCatalog catalog)
    : SurrogateCodec<Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>, ValueTuple<ValueTuple<T1, T2, T3, T4, T5, T6, T7>, TRest>>(catalog)
    where TRest : notnull
{
    public override bool IsShareable => Surrogate.IsShareable;

    protected override ValueTuple<ValueTuple<T1, T2, T3, T4, T5, T6, T7>, TRest> ToSurrogate(Tuple<T1, T2, T3, T4, T5, T6, T7, TRest> value) =>
        new(new(value.Item1, value.Item2, value.Item3, value.Item4, value.Item5, value.Item6, value.Item7), value.Rest);

    protected override Tuple<T1, T2, T3, T4, T5, T6, T7, TRest> FromSurrogate(in ValueTuple<ValueTuple<T1, T2, T3, T4, T5, T6, T7>, TRest> surrogate)
    {
        var (first, rest) = surrogate;
        return new(first.Item1, first.Item2, first.Item3, first.Item4, first.Item5, first.Item6, first.Item7, rest);
    }
}
