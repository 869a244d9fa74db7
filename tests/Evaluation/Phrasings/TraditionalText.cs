namespace OrleansAgents.Evaluation;

/// <summary>Writes what is put into a phrasing of traditional characters in such characters, too.</summary>
internal static class TraditionalText
{
    /// <summary>Simplified characters of names and times that are put in, each before its traditional form.</summary>
    private const string Pairs =
        "后後周週这這号號个個点點东東广廣门門长長无無锡錫宁寧苏蘇厦廈岛島庆慶汉漢济濟机機场場萧蕭灵靈隐隱陆陸园園汇匯宫宮颐頤庙廟红紅烧燒鸡雞鱼魚丝絲饭飯兰蘭汤湯酱醬块塊锅鍋宝寶"
        + "双雙键鍵盘盤温溫电電动動垫墊伞傘灯燈响響叶葉礼禮湾灣两兩万萬务務样樣单單价價钱錢费費买買卖賣来來时時间間里裡从從会會";

    private static readonly Dictionary<char, char> Forms = Enumerable.Range(0, Pairs.Length / 2)
        .ToDictionary(static index => Pairs[2 * index], static index => Pairs[(2 * index) + 1]);

    public static string Of(string text) => string.Concat(text.Select(static character => Forms.GetValueOrDefault(character, character)));
}
