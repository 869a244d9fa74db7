namespace OrleansAgents.Grains.Understanding;

/// <summary>
/// Words as the readers compare them: lower case, half width, simplified, without control characters. One character becomes one character, so that a place in the folded text
/// is the same place in the text.
/// </summary>
internal static class FoldedText
{
    /// <summary>Folds a text; the result has the same length.</summary>
    public static string Fold(string text) => string.Create(text.Length, text, static (folded, text) =>
    {
        for (var index = 0; index < folded.Length; index++)
        {
            folded[index] = Fold(text[index]);
        }
    });

    /// <summary>Whether the text has a Chinese character.</summary>
    public static bool HasChinese(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (IsChinese(character))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Unified ideographs of the basic plane, and the zero that stands apart from them.</summary>
    public static bool IsChinese(char character) => character is (>= '\u4e00' and <= '\u9fff') or (>= '\u3400' and <= '\u4dbf') or '〇';

    private static char Fold(char character) => character switch
    {
        < '\u0080' => char.IsControl(character) ? ' ' : char.ToLowerInvariant(character),
        '，' => '，', // A full-width comma never stands within a number, which the other one does.
        >= '\uff01' and <= '\uff5e' => char.ToLowerInvariant((char)(character - 0xfee0)),
        '\u3000' or '\u00a0' => ' ',
        '￥' => '¥',
        '’' or '‘' => '\'',
        '–' or '—' => '-',
        _ when char.IsControl(character) => ' ',
        _ => char.ToLowerInvariant(TraditionalCharacters.Simplify(character)),
    };
}
