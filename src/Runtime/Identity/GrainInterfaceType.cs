namespace Orleans.Runtime;

/// <summary>The name of a grain interface as it travels between silos: its full type name unless an attribute gives another.</summary>
[Immutable]
public readonly struct GrainInterfaceType : IEquatable<GrainInterfaceType>, ISpanFormattable
{
    private readonly IdSpan _value;

    public GrainInterfaceType(IdSpan value) => _value = value;

    /// <exception cref="ArgumentException"><paramref name="value"/> is null or white space.</exception>
    public GrainInterfaceType(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = IdSpan.Create(value);
    }

    public IdSpan Value => _value;

    public bool IsDefault => _value.IsDefault;

    public static GrainInterfaceType Create(string value) => new(value);

    public override bool Equals(object? obj) => obj is GrainInterfaceType other && Equals(other);

    public bool Equals(GrainInterfaceType other) => _value.Equals(other._value);

    public override int GetHashCode() => _value.GetHashCode();

    public override string ToString() => _value.ToString();

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        _value.TryFormat(destination, out charsWritten);

    public static bool operator ==(GrainInterfaceType left, GrainInterfaceType right) => left.Equals(right);

    public static bool operator !=(GrainInterfaceType left, GrainInterfaceType right) => !left.Equals(right);
}
