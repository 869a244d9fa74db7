namespace OrleansAgents.Storage;

/// <summary>Texts of people as patterns of LIKE, in which the backslash escapes.</summary>
internal static class SearchPattern
{
    /// <summary>Matches what contains the text as it stands.</summary>
    public static string Containing(string text)
        => $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
