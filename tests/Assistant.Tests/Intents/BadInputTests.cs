using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Assistant.Tests.Intents;

/// <summary>What people get wrong, end to end: the answer says in their language what is wrong and what to change, and never looks complete.</summary>
public sealed class BadInputTests(BadInputTests.Assistant assistant) : IClassFixture<BadInputTests.Assistant>
{
    [Theory]
    [InlineData("从上海去杭州旅行，4个人，预算100元", "超出预算", "可以提高预算、减少人数或换个日期")]
    [InlineData("Plan a trip from Shanghai to Hangzhou for 4 people, budget 100 yuan", "over the budget", "try a larger budget, fewer people or another date")]
    [InlineData("20个人去杭州团建，预算500元", "超出预算", "可以提高预算、减少人数或换个日期")]
    public async Task BudgetThatIsTooSmall_IsPartial_AndSaysByHowMuch(string text, string says, string remedy)
        => await AssertSaidAsync(text, TurnOutcomes.Partial, says, remedy);

    [Theory]
    [InlineData("查一下2020年1月1日上海到杭州的火车票", "已经过去了", "请换个日期")]
    [InlineData("trains from Shanghai to Hangzhou on 2020-01-01", "has passed", "give another day")]
    public async Task DateThatHasPassed_IsRefused(string text, string says, string remedy) => await AssertSaidAsync(text, TurnOutcomes.Failed, says, remedy);

    [Theory]
    [InlineData("0个人去杭州团建，预算5000元", "人数要在 1 到", "收到的是 0")]
    [InlineData("Split 100 yuan among 0 people", "must be 1 to 1000", "it is 0")]
    public async Task NobodyAtAll_IsRefused(string text, string says, string value) => await AssertSaidAsync(text, null, says, value);

    [Theory]
    [InlineData("10000个人去杭州团建，预算5000元", "人数要在 1 到 1000 之间", "10000")]
    [InlineData("Plan a team building for 10,000 people in Hangzhou, 8000 yuan", "must be 1 to 1000", "10000")]
    public async Task TenThousandPeople_AreRefused(string text, string says, string value) => await AssertSaidAsync(text, null, says, value);

    [Theory]
    [InlineData("trains from Shanghai to Taizhou tomorrow", "Taizhou", "Which one is it?")]
    [InlineData("明天从上海坐高铁去Taizhou", "台州", "是哪一个？")]
    public async Task CityThatSharesItsName_IsAskedAbout(string text, string says, string question) => await AssertSaidAsync(text, TurnOutcomes.Completed, says, question);

    [Theory]
    [InlineData("明天 from 上海 to 杭州 的 train", "上海到杭州", "G")]
    [InlineData("tonight想cook麻婆豆腐，四个人", "麻婆豆腐", "4 人份")]
    public async Task MixedLanguages_AreUnderstood(string text, string says, string fact) => await AssertSaidAsync(text, TurnOutcomes.Completed, says, fact);

    [Theory]
    [InlineData("comapre prices of headphoens", "Cheapest", "headphones")]
    [InlineData("ingrediants for mapo tofu for 4 poeple", "mapo tofu for 4", "soft tofu")]
    public async Task TypingErrors_AreUnderstood(string text, string says, string fact) => await AssertSaidAsync(text, TurnOutcomes.Completed, says, fact);

    [Theory]
    [InlineData("🍲🍲 今晚做麻婆豆腐 4个人 😋", "4 人份", "嫩豆腐")]
    [InlineData("compare 🎧 headphones prices 🙏", "Cheapest", "headphones")]
    public async Task Emoji_AreNoObstacle(string text, string says, string fact) => await AssertSaidAsync(text, TurnOutcomes.Completed, says, fact);

    [Theory]
    [InlineData("明天從上海到蘇州的高鐵", "上海到苏州", "G")]
    [InlineData("紅燒肉四個人吃要準備什麼食材", "4 人份", "五花肉")]
    [InlineData("比較一下降噪耳機的價格", "比价", "¥")]
    public async Task TraditionalCharacters_AreUnderstood(string text, string says, string fact) => await AssertSaidAsync(text, TurnOutcomes.Completed, says, fact);

    [Fact]
    public async Task LongRambling_IsAnsweredForWhatItAsks()
    {
        var before = string.Concat(Enumerable.Repeat("今天天气不错，早上起来我先去楼下转了一圈，碰到邻居聊了好一会儿，", 8));
        var after = string.Concat(Enumerable.Repeat("说起来也挺有意思的，", 10));

        await AssertSaidAsync($"{before}对了，比较一下降噪耳机的价格，{after}", null, "比价", "¥");
    }

    [Fact]
    public async Task FiveNeedsInOneMessage_AreAllAnswered()
    {
        var answer = await AssertSaidAsync(
            "从西湖到杭州东站怎么走，另外 320 块四个人平摊，再看看我的余额，还有麻婆豆腐需要什么食材，顺便比较一下降噪耳机的价格", TurnOutcomes.Completed, "杭州东站", "每人 ¥80.00");

        Assert.Contains("余额", answer, StringComparison.Ordinal);
        Assert.Contains("麻婆豆腐", answer, StringComparison.Ordinal);
        Assert.Contains("比价", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("从上海去杭州旅行，2个人，预算1000美元", "1000美元", "金额只认人民币")]
    [InlineData("a trip from Shanghai to Hangzhou for 2 people tomorrow with a budget of 900 dollars", "900 dollars", "Amounts are in yuan alone")]
    public async Task AmountThatNoAgentTakes_IsPartial_AndSaid(string text, string says, string remedy) => await AssertSaidAsync(text, TurnOutcomes.Partial, says, remedy);

    [Fact]
    public async Task DayAndPeopleThatNobodyTold_AreSaidToBeAssumed()
        => await AssertSaidAsync("从上海去杭州旅行，预算3000", TurnOutcomes.Completed, "你没有说日期", "你没有说人数");

    private async Task<string> AssertSaidAsync(string text, string? outcome, string first, string second)
    {
        var conversation = await assistant.Cluster.OpenAsync($"person-{Guid.NewGuid():N}");
        var end = await conversation.TurnAsync(text, "1");
        var answer = await conversation.AnswerAsync(end.TurnId);
        Assert.Contains(first, answer, StringComparison.Ordinal);
        Assert.Contains(second, answer, StringComparison.Ordinal);
        Assert.Equal(outcome ?? end.Outcome, end.Outcome);
        return answer;
    }

    /// <summary>One cluster with the program's agents for all of these; each message has a person of its own.</summary>
    public sealed class Assistant : IAsyncLifetime
    {
        internal AssistantCluster Cluster { get; private set; } = null!;

        /// <inheritdoc/>
        public async Task InitializeAsync() => Cluster = await AssistantCluster.StartAsync([], configure: static silo => silo.Services.AddBuiltInAgents().AddRuleMind());

        /// <inheritdoc/>
        public async Task DisposeAsync() => await Cluster.DisposeAsync();
    }
}
