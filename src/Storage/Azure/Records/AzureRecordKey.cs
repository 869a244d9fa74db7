using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orleans.Runtime;

namespace OrleansAgents.Storage;

/// <summary>
/// Names a record. Azure forbids some characters in keys and gives others a meaning in addresses, so a part of a name keeps its ASCII
/// letters, digits, '-' and '_', and has every other byte of its UTF-8 as '!' and two hexadecimal digits: "user/a b" is "user!2Fa!20b".
/// Different parts have different names, for ever: records are found by them.
/// </summary>
internal sealed record AzureRecordKey(string ServiceId, GrainId Grain, string StateName)
{
    /// <summary>Azure's bound is 1,024 characters for a key of a table and for the whole name of a blob.</summary>
    private const int PartCharactersMax = 240;

    private const int KeptCharacters = 160;

    /// <summary>The parts in the order from service to state; none contains '/' or '~'.</summary>
    public IEnumerable<string> Parts => [Encode(ServiceId), Encode(Grain.Type.ToString() ?? ""), Encode(Grain.Key.ToString() ?? ""), Encode(StateName)];

    /// <summary>For texts.</summary>
    public override string ToString() => $"State '{StateName}' of grain {Grain}";

    internal static string Encode(string part)
    {
        // No encoded byte looks like this: '0' and nothing.
        if (part.Length == 0)
        {
            return "!0";
        }

        StringBuilder encoded = new(part.Length + 16);
        foreach (var value in Encoding.UTF8.GetBytes(part))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_')
            {
                encoded.Append((char)value);
            }
            else
            {
                encoded.Append('!').Append(value.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.Length <= PartCharactersMax ? encoded.ToString() : Shorten(encoded.ToString());
    }

    /// <summary>A long part keeps its beginning, for readers, and gets the hash of the whole, which "!-" sets apart from any part that fits.</summary>
    private static string Shorten(string encoded)
        => $"{encoded.AsSpan(0, KeptCharacters)}!-{Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(encoded)))}";
}
