using System.Collections.Immutable;

namespace Orleans.Metadata;

/// <summary>Equality, hash and text of a set of properties, shared by grain classes and interfaces. Keys and values compare by ordinal.</summary>
internal static class PropertyBag
{
    public static ImmutableDictionary<string, string> Normalize(ImmutableDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.WithComparers(StringComparer.Ordinal, StringComparer.Ordinal);
    }

    public static bool AreEqual<TKey, TValue>(ImmutableDictionary<TKey, TValue> left, ImmutableDictionary<TKey, TValue> right)
        where TKey : notnull
    {
        if (ReferenceEquals(left, right)) return true;
        if (left.Count != right.Count) return false;
        foreach (var (key, value) in left)
        {
            if (!right.TryGetValue(key, out var other) || !EqualityComparer<TValue>.Default.Equals(value, other)) return false;
        }

        return true;
    }

    /// <summary>Independent of order, as equality is.</summary>
    public static int Hash<TKey, TValue>(ImmutableDictionary<TKey, TValue> values)
        where TKey : notnull
    {
        var hash = values.Count;
        foreach (var (key, value) in values) hash ^= HashCode.Combine(key, value);
        return hash;
    }

    public static string Print(ImmutableDictionary<string, string> values) =>
        $"[{string.Join(", ", values.Select(static pair => $"\"{pair.Key}\": \"{pair.Value}\""))}]";
}
