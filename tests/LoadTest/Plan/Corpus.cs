using System.Globalization;

namespace OrleansAgents.LoadTest;

/// <summary>
/// Messages as people write them, in Chinese and in English, made of a seed. Each says all that is needed, so that no question comes back
/// and a message does not depend on the one before it.
/// </summary>
internal sealed class Corpus(Random random)
{
    private static readonly (string Zh, string En, string EnFound)[] Places =
    [
        ("杭州东站", "Hangzhou East station", "Hangzhou East"), ("西湖", "West Lake", "West Lake"), ("灵隐寺", "Lingyin Temple", "Lingyin Temple"), ("武林广场", "Wulin Square", "Wulin Square"),
        ("雷峰塔", "Leifeng Pagoda", "Leifeng Pagoda"), ("六和塔", "Liuhe Pagoda", "Liuhe Pagoda"), ("钱江新城", "Qianjiang New City", "Qianjiang New City"),
    ];

    private static readonly (string Zh, string En)[] Dishes =
    [
        ("麻婆豆腐", "mapo tofu"), ("宫保鸡丁", "kung pao chicken"), ("鱼香肉丝", "fish-fragrant shredded pork"), ("番茄炒蛋", "tomato and scrambled eggs"), ("红烧肉", "red-braised pork belly"),
    ];

    private static readonly (string Language, string Text)[] Greetings = [("zh-CN", "你好"), ("en", "hello"), ("zh-CN", "谢谢你"), ("en", "thanks a lot")];

    private static readonly (string Language, string Text)[] OutOfScope =
    [
        ("zh-CN", "给我写一首关于秋天的诗"), ("en", "Who will win the next world cup?"), ("zh-CN", "量子纠缠是什么"), ("en", "Translate this sentence into Latin"),
    ];

    /// <summary>The next message: three in ten ask the way, three split a bill, two are about a dish, and one in ten each is a greeting or out of scope.</summary>
    public PlannedMessage Next()
    {
        var chinese = random.Next(2) == 0;
        return random.Next(10) switch
        {
            < 3 => Route(chinese),
            < 6 => Split(chinese),
            < 8 => Dish(chinese),
            8 => Plain("greeting", Greetings),
            _ => Plain("out of scope", OutOfScope),
        };
    }

    private PlannedMessage Route(bool chinese)
    {
        var from = random.Next(Places.Length);
        var to = (from + 1 + random.Next(Places.Length - 1)) % Places.Length;
        return chinese
            ? new("route", "zh-CN", $"从{Places[from].Zh}到{Places[to].Zh}怎么走", new Expectation([], [Places[from].Zh, Places[to].Zh]))
            : new("route", "en", $"How do I get from {Places[from].En} to {Places[to].En}", new Expectation([], [Places[from].EnFound, Places[to].EnFound]));
    }

    private PlannedMessage Split(bool chinese)
    {
        var people = 2 + random.Next(11);
        var fen = random.Next(3) switch
        {
            // Nothing left over, in whole yuan; in fen; and amounts that mostly do not divide.
            0 => people * 100L * (1 + random.Next(500)),
            1 => people * (long)(1 + random.Next(50_000)),
            _ => 100L + random.Next(1_000_000),
        };
        var (each, left) = Math.DivRem(fen, people);
        decimal[] shares = left == 0 ? [each / 100m] : [each / 100m, (each + 1) / 100m];
        var amount = (fen / 100m).ToString("0.##", CultureInfo.InvariantCulture);
        Expectation expectation = new([people, .. shares], []);
        return chinese
            ? new("split", "zh-CN", $"{amount}元{people}个人平分，每人多少钱", expectation)
            : new("split", "en", $"split {amount} yuan among {people} people", expectation);
    }

    private PlannedMessage Dish(bool chinese)
    {
        var (zh, en) = Dishes[random.Next(Dishes.Length)];
        var people = 2 + random.Next(9);
        return chinese
            ? new("dish", "zh-CN", $"做{people}人份的{zh}需要哪些食材", new Expectation([people], [zh]))
            : new("dish", "en", $"What ingredients do I need for {en} for {people} people", new Expectation([people], [en]));
    }

    private PlannedMessage Plain(string kind, (string Language, string Text)[] texts)
    {
        var (language, text) = texts[random.Next(texts.Length)];
        return new PlannedMessage(kind, language, text, Expectation.AnyAnswer);
    }
}
