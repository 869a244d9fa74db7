namespace Orleans.Concurrency;

/// <summary>Wraps a value that neither side will change any more, so that a call passes it without a copy.</summary>
[Immutable]
public readonly record struct Immutable<T>
{
    public readonly T Value;

    public Immutable(T value) => Value = value;
}

public static class ImmutableExtensions
{
    public static Immutable<T> AsImmutable<T>(this T value) => new(value);
}
