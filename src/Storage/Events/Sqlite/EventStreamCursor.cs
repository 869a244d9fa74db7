using System.Globalization;

namespace OrleansAgents.Storage;

/// <summary>Where in the list of an owner's streams a page ends: before the streams that were changed earlier, or at the same time and have a lower number.</summary>
internal readonly record struct EventStreamCursor(long UpdatedAt, long Id)
{
    private static readonly EventStreamCursor First = new(long.MaxValue, long.MaxValue);

    /// <exception cref="ArgumentException">It is no cursor.</exception>
    public static EventStreamCursor Parse(string? cursor)
    {
        if (cursor is null)
        {
            return First;
        }

        var separator = cursor.IndexOf('-', StringComparison.Ordinal);
        return separator > 0
            && long.TryParse(cursor.AsSpan(0, separator), NumberStyles.None, CultureInfo.InvariantCulture, out var updatedAt)
            && long.TryParse(cursor.AsSpan(separator + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new EventStreamCursor(updatedAt, id)
            : throw new ArgumentException($"'{cursor}' is no cursor of a list of streams; give the one that came with the page before, or none.", nameof(cursor));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{UpdatedAt}-{Id}");
}
