using System.Globalization;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Evaluation;

/// <summary>Prints transcripts of the assistant's scenarios, as docs/scenarios.md has them.</summary>
internal static class ScenariosCommand
{
    private static readonly DateTimeOffset Thursday = new(2026, 11, 26, 14, 20, 0, TimeSpan.FromHours(8));

    private static readonly (string Title, string[] Turns)[] Scenarios =
    [
        ("团建 · Team building", ["帮我安排一次团建", "20个人", "杭州"]),
        ("团建，说全了", ["下周六 20 个人在杭州团建，预算 8000 元"]),
        ("Team building from another city", ["Plan a team building for 12 people in Hangzhou next Saturday from Shanghai, 6000 yuan"]),
        ("今晚做饭", ["我今晚想做四人份的麻婆豆腐，七点到家"]),
        ("Dinner tonight", ["what can I cook with eggs", "ingredients for mapo tofu for three", "两斤鸡蛋和一盒豆腐多少钱"]),
        ("周末旅行，有预算", ["周末去苏州玩两天，两个人，预算 2000", "上海"]),
        ("A weekend trip with too small a budget", ["A weekend trip from Shanghai to Hangzhou for two, budget 300 yuan"]),
        ("比较再决定", ["记住我喜欢黑色和降噪", "推荐一款耳机", "比较一下降噪耳机的价格", "下单这款耳机"]),
        ("Get me there on time", ["I must be at Hangzhou East station by 5 pm, when should I leave West Lake"]),
        ("准时到", ["明天下午三点要到萧山机场，我从浙大几点出发"]),
        ("闲聊和做不到的 · Small talk and out of scope", ["你好", "帮我写一首关于春天的诗", "what's the meaning of life"]),
        ("一次说几件事", ["从西湖到杭州东站怎么走，另外 320 块四个人平摊，再看看我的余额"]),
        ("Contradictory needs", ["Split 100 yuan among 0 people", "trains from Shanghai to Hangzhou on 2020-01-01", "20 个人去杭州团建，预算 500 元", "从上海去杭州旅行，2 个人，预算 1000 美元"]),
    ];

    public static async Task<int> RunAsync(EvaluationOptions options)
    {
        LocalTurns turns = new(ManifestSet.Create(BuiltInManifests.Load()));
        Console.WriteLine(Head);
        foreach (var (title, texts) in Scenarios)
        {
            Console.WriteLine($"\n### {title}\n");
            (Utterance Earlier, Question Question)? open = null;
            foreach (var text in texts)
            {
                Utterance utterance = new(text, "zh-CN", TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"), Thursday);
                var turn = await turns.RunAsync(utterance, title, open);
                Print(text, turn);
                var earlier = open is { } before ? utterance with { Text = $"{before.Earlier.Text}\n{text}" } : utterance;
                open = turn.Planning.Question is { } question ? (earlier, question) : null;
            }
        }

        Console.WriteLine(Tail);
        return 0;
    }

    private static void Print(string text, LocalTurn turn)
    {
        Console.WriteLine($"**{text}**\n");
        if (turn.Planning.Plan is { } plan)
        {
            Console.WriteLine($"`{string.Join("` → `", plan.Steps.Select(Describe))}`\n");
        }

        Console.WriteLine(string.Join('\n', turn.Answer.Split('\n').Select(static line => line.Length == 0 ? ">" : $"> {line}")));
        Console.WriteLine($">\n> *{turn.Outcome}*\n");
    }

    private static string Describe(PlanStep step)
    {
        var needs = PlanRunner.DependenciesOf(step).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{step.Id} {step.Skill}{(needs.Count == 0 ? "" : $" (after {string.Join(", ", needs)})")}");
    }

    private const string Head = """
        # Scenarios

        What the assistant does with everyday needs, without a language model. Made by `./dev eval scenarios`, which runs understanding, planner and built-in agents as they are; the time is
        2026-11-26 14:20 in Shanghai, a Thursday. Before each answer stands its plan: steps, and what they wait for. Prices, rooms, trains and stock are simulated, and the answers say so.

        ## Transcripts
        """;

    private const string Tail = """

        ## Has / has not

        Has: needs in Chinese and English and in a mixture of both, several in one message; places, days and hours in the person's zone, numbers of people, amounts, budgets, quantities, nights; questions for
        what is missing, one at a time, whose answer continues the same need; plans over any registered agents, from their manifests alone; steps that run at once or feed each other; a fall-back when an agent
        fails; budgets of which each result is given what the earlier ones leave, checked on the sum; answers that say what could not be had, which of the person's words were not used and what was taken for granted; memory of
        preferences that recommendations use; traditional characters, and English words with two letters the wrong way round.

        Has not yet: orders, bookings and payments (they end in a proposal that says so), free conversation without a language model, images, files, voice, web browsing, live traffic, real prices.
        Understanding is by words, not by meaning: a need in words that resemble neither an example nor a description of any skill is said not to be understood. Chinese characters mistaken for others of the same sound
        are not put right. Amounts are in yuan alone. A return journey is two requests.
        """;
}
