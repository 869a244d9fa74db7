using System.Globalization;

namespace Orleans.Metadata;

/// <summary>A version of two parts, ordered by the first and then by the second. Prints as <c>major.minor</c>.</summary>
[GenerateSerializer, Immutable]
public readonly struct MajorMinorVersion : IComparable<MajorMinorVersion>, IEquatable<MajorMinorVersion>
{
    public MajorMinorVersion(long majorVersion, long minorVersion)
    {
        Major = majorVersion;
        Minor = minorVersion;
    }

    public static MajorMinorVersion Zero => new(0, 0);

    public static MajorMinorVersion MinValue => new(long.MinValue, long.MinValue);

    [Id(0)]
    public long Major { get; }

    [Id(1)]
    public long Minor { get; }

    /// <exception cref="ArgumentException">The text is not two integers with a dot between them.</exception>
    public static MajorMinorVersion Parse(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        var dot = value.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && long.TryParse(value.AsSpan(0, dot), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var major)
            && long.TryParse(value.AsSpan(dot + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var minor)
            ? new MajorMinorVersion(major, minor)
            : throw new ArgumentException($"'{value}' is not a version: two integers with a dot between them are needed, such as '3.1'.", nameof(value));
    }

    public int CompareTo(MajorMinorVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    public bool Equals(MajorMinorVersion other) => Major == other.Major && Minor == other.Minor;

    public override bool Equals(object? obj) => obj is MajorMinorVersion other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Major, Minor);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    public static bool operator ==(MajorMinorVersion left, MajorMinorVersion right) => left.Equals(right);

    public static bool operator !=(MajorMinorVersion left, MajorMinorVersion right) => !left.Equals(right);

    public static bool operator >=(MajorMinorVersion left, MajorMinorVersion right) => left.CompareTo(right) >= 0;

    public static bool operator <=(MajorMinorVersion left, MajorMinorVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >(MajorMinorVersion left, MajorMinorVersion right) => left.CompareTo(right) > 0;

    public static bool operator <(MajorMinorVersion left, MajorMinorVersion right) => left.CompareTo(right) < 0;
}
