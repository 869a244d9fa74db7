namespace OrleansAgents.Grains;

/// <summary>The key of a conversation, <c>user/session</c>; also the name of its event stream.</summary>
public readonly record struct SessionKey(string User, string Session)
{
    /// <summary>Characters of a session's id.</summary>
    public const int SessionCharactersMax = 64;

    /// <summary>Splits a grain key.</summary>
    /// <exception cref="ArgumentException">It is no session's key.</exception>
    public static SessionKey Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IsSessionId(key[(slash + 1)..])
            ? new SessionKey(key[..slash], key[(slash + 1)..])
            : throw new ArgumentException($"'{key}' is not the key of a session; it is 'user/session', and the session has 1 to {SessionCharactersMax} letters, digits, '-' or '_'.", nameof(key));
    }

    /// <summary>Letters, digits, dash and underscore: an id is part of a URL and of keys.</summary>
    public static bool IsSessionId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length is > 0 and <= SessionCharactersMax && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
    }

    /// <inheritdoc/>
    public override string ToString() => $"{User}/{Session}";
}
