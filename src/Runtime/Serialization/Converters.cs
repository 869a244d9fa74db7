namespace Orleans;

/// <summary>Turns a value of a foreign type into a serializable surrogate and back.</summary>
public interface IConverter<TValue, TSurrogate>
    where TSurrogate : struct
{
    TValue ConvertFromSurrogate(in TSurrogate surrogate);

    TSurrogate ConvertToSurrogate(in TValue value);
}

/// <summary>Fills an existing object from a surrogate: needed when serializable types derive from the foreign type.</summary>
public interface IPopulator<TValue, TSurrogate>
    where TValue : class
    where TSurrogate : struct
{
    void Populate(in TSurrogate surrogate, TValue value);
}
