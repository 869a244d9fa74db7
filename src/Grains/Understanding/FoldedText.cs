using System.Collections.Frozen;

namespace OrleansAgents.Grains.Understanding;

/// <summary>
/// Words as the readers compare them: lower case, half width, simplified, without control characters. One character becomes one character, so that a place in the folded text
/// is the same place in the text.
/// </summary>
internal static class FoldedText
{
    /// <summary>Traditional characters that common requests are made of, each before its simplified form.</summary>
    private const string TraditionalPairs =
        "麼么買买後后點点個个頓顿幾几萬万億亿兩两塊块錢钱預预這这裡里裏里還还從从開开車车園园場场請请幫帮訂订餐餐飯饭鐘钟時时間间週周禮礼達达過过給给們们"
        + "誰谁樣样麵面雞鸡魚鱼湯汤當当單单雙双貴贵費费賬账帳账總总務务圓圆價价貨货號号線线東东廣广門门館馆橋桥灣湾島岛區区鎮镇樓楼廳厅學学傳传陸陆參参貳贰"
        + "離离邊边遠远長长路路趕赶順顺別别應应該该想想會会對对將将現现帶带進进內内萊莱薑姜";

    private static readonly FrozenDictionary<char, char> Simplified = Enumerable.Range(0, TraditionalPairs.Length / 2)
        .Where(static index => TraditionalPairs[2 * index] != TraditionalPairs[(2 * index) + 1])
        .ToFrozenDictionary(static index => TraditionalPairs[2 * index], static index => TraditionalPairs[(2 * index) + 1]);

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
        _ => Simplified.TryGetValue(character, out var simplified) ? simplified : char.ToLowerInvariant(character),
    };
}
