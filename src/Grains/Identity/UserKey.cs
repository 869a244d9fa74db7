using System.Text;

namespace OrleansAgents.Grains;

/// <summary>
/// The key of a user's grain: <c>tenant:subject</c>, each percent-encoded. It never contains a slash, since the part of a key before the first slash decides
/// where a user's grains live and whose they are.
/// </summary>
public static class UserKey
{
    /// <summary>Characters of an encoded key; identity providers' subjects are far shorter.</summary>
    public const int CharactersMax = 256;

    /// <summary>The key of a subject that a tenant's identity provider vouches for.</summary>
    /// <exception cref="ArgumentException">One of the two is empty, or the key would be too long.</exception>
    public static string Encode(string tenant, string subject)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        ArgumentException.ThrowIfNullOrEmpty(subject);
        var key = $"{Escape(tenant)}:{Escape(subject)}";
        return key.Length <= CharactersMax
            ? key
            : throw new ArgumentException($"The user key of a subject with {subject.Length} characters has {key.Length} characters; {CharactersMax} are allowed.", nameof(subject));
    }

    /// <summary>The tenant and subject of a key; false if it is none.</summary>
    public static bool TryDecode(string key, out string tenant, out string subject)
    {
        ArgumentNullException.ThrowIfNull(key);
        tenant = subject = "";
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == key.Length - 1 || key.Length > CharactersMax)
        {
            return false;
        }

        tenant = Uri.UnescapeDataString(key[..colon]);
        subject = Uri.UnescapeDataString(key[(colon + 1)..]);
        return Encode(tenant, subject) == key;
    }

    /// <summary>Everything but the unreserved characters of RFC 3986 is escaped, so a slash and a colon are.</summary>
    private static string Escape(string part)
    {
        StringBuilder escaped = new(part.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(part))
        {
            if (char.IsAsciiLetterOrDigit((char)unit) || unit is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
            {
                escaped.Append((char)unit);
            }
            else
            {
                escaped.Append('%').Append(unit.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }
}
